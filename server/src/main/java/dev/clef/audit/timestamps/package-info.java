/**
 * Time-stamps (RFC 3161) over checkpoints: on a schedule an authority is asked to say when the log
 * was this big. Everything here is public and about nobody.
 */
@NullMarked
@NamedInterface("timestamps")
package dev.clef.audit.timestamps;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
