/**
 * Bounds on what a client can make this process do: the size and pace of a body, the number of
 * requests per client, and which address a client has.
 */
@NullMarked
@NamedInterface("limits")
package dev.clef.platform.web.limits;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
