/**
 * What a person may ask for: a copy, an erasure, a list of who opened the data; and the proof of
 * it.
 *
 * <p>Its table holds no personal data but the random identifiers of the erased, whose keys are
 * gone: they are kept so that a restore can repeat the erasure.
 *
 * <p>May use: platform, subject, keys, audit, vault, identity, openid, law.
 */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "platform :: *",
      "subject",
      "keys",
      "audit",
      "vault",
      "identity",
      "openid",
      "law"
    })
package dev.clef.rights;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
