@NullMarked
package dev.clef.identity.staff.elevation;

import org.jspecify.annotations.NullMarked;
