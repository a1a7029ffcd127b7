/**
 * Mechanism without domain words: web (problem+json, limits), databases, secrets, clock,
 * randomness.
 *
 * <p>May use: nothing of Clef.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.clef.platform;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
