/**
 * Personal-data fields, encrypted under the key of their person, and the only way to their
 * plaintext.
 *
 * <p>May use: platform, subject, keys, audit.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"platform :: *", "subject", "keys", "audit"})
package dev.clef.vault;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
