/**
 * The pages of a listener: registration, sign-in, and the Privacy Center, where people see what is
 * held about them, correct it, take a copy, see who opened it and end it. Pages of plain HTML that
 * work without scripts; everything they show and do goes through the modules below, as the API
 * does. Owns no table: no personal data.
 *
 * <p>May use: platform, subject, keys, audit, vault, identity, openid, rights.
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
      "rights"
    })
package dev.clef.center;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
