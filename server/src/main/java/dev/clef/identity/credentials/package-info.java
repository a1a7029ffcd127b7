/**
 * What a person proves: passwords, one-time codes, and the names they are found by. Pure logic, no
 * database. Password hashing runs in a bounded pool, because it is the limit of sign-in.
 */
@NullMarked
@NamedInterface("credentials")
package dev.clef.identity.credentials;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
