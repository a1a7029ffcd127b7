/**
 * Brings existing user bases in: maps what other systems export, stores it by the thousand, keeps
 * count. Keys first, data second, like every account; repeatable, resumable, and an erased person
 * stays erased.
 */
@NullMarked
@NamedInterface("imports")
package dev.clef.identity.imports;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
