/**
 * Lanes: kinds of requests that must not hold each other up. Each has places of its own, a bounded
 * queue in front of them and a deadline; what cannot be served in time is refused before anything
 * is done for it.
 *
 * <p>A module says by a {@link dev.clef.platform.web.lanes.LanePaths} which of its addresses belong
 * where; all others are pages.
 */
@NullMarked
@NamedInterface("lanes")
package dev.clef.platform.web.lanes;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
