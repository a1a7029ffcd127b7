/**
 * The operator's console: figures of the whole installation, its keys, the catalogue of personal
 * data. Owns no tables and opens no personal data.
 *
 * <p>May use: every module below; of the vault only who read which fields last.
 */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "platform :: *",
      "subject",
      "keys",
      "audit",
      "audit :: timestamps",
      "vault",
      "identity",
      "identity :: *",
      "openid",
      "rights"
    })
package dev.clef.staff;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
