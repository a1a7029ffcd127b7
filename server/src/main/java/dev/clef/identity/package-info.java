/**
 * Accounts, sign-in, sessions and the import of existing user bases.
 *
 * <p>May use: platform, subject, keys, audit, vault, mail, consent and the blocklist library.
 */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "platform :: *",
      "subject",
      "keys",
      "audit",
      "vault",
      "mail",
      "consent",
      "blocklist"
    })
package dev.clef.identity;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
