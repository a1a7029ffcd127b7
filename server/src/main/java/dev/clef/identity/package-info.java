/**
 * Accounts, sign-in, sessions and the import of existing user bases.
 *
 * <p>May use: platform, subject, keys, audit, vault, mail, consent.
 */
@NullMarked
@ApplicationModule(
    allowedDependencies = {"platform :: *", "subject", "keys", "audit", "vault", "mail", "consent"})
package dev.clef.identity;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
