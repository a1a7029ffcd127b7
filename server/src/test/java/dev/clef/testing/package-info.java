/** What tests of all modules share. */
@NullMarked
package dev.clef.testing;

import org.jspecify.annotations.NullMarked;
