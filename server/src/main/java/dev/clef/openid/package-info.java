/**
 * The OpenID provider: the applications people sign in to with Clef, what each was granted, and the
 * tokens it holds for that. The protocol is Spring's authorization server; the tables, the tokens
 * and what a person is called towards an application are here.
 *
 * <p>Personal data: that somebody uses an application, and since when, also on a device that waits
 * for it, and who is signed out of what; removed by {@link dev.clef.openid.ApplicationData}. Tokens
 * stand in the tables as digests only.
 *
 * <p>May use: platform, subject, keys, audit, vault, identity.
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
      "identity :: credentials"
    })
package dev.clef.openid;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
