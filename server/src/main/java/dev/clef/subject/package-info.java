/**
 * The shared vocabulary: who a person is to the system, the catalogue of what is held about people
 * and what may be done with it, and the one interface every owner of personal data implements.
 *
 * <p>May use: nothing of Clef.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.clef.subject;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
