/**
 * The operator's console: figures of the whole installation, and later its pages. Owns no tables
 * and opens no personal data.
 *
 * <p>May use: every module below.
 */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "platform :: *",
      "subject",
      "keys",
      "audit",
      "audit :: timestamps",
      "identity",
      "identity :: *",
      "rights"
    })
package dev.clef.staff;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
