/**
 * Letters by e-mail: written into a queue in the transaction of what they tell, sent by a job at
 * least once, and deleted. Whom a letter goes to and what it says lies under the key of the person,
 * and every sending is an access that the log knows.
 *
 * <p>May use: platform, subject, keys, audit, vault.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"platform :: *", "subject", "keys", "audit", "vault"})
package dev.clef.mail;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
