/**
 * The trial mode {@code ./clef run --demo}: 300 invented listeners with six months of history, made
 * by the real modules, so that the log verifies and every page has life.
 *
 * <p>Without {@code clef.demo=true} none of its beans exists. May use: platform, subject, keys,
 * audit, vault, mail, identity, rights; nobody may use it.
 */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "platform :: *",
      "subject",
      "audit",
      "vault",
      "mail",
      "identity",
      "identity :: credentials",
      "identity :: imports",
      "rights"
    })
package dev.clef.demo;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
