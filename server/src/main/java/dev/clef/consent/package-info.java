/**
 * Ages and, later, purposes, notices, consents and families.
 *
 * <p>May use: platform, subject, vault, law.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"platform :: *", "subject", "vault", "law"})
package dev.clef.consent;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
