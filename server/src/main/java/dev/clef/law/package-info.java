/**
 * Rules of law as dated, cited data. Pure: no database, no clock of its own.
 *
 * <p>May use: platform, subject.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"platform :: *", "subject"})
package dev.clef.law;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
