/**
 * Password filters: files that tell whether a password is in a list of stolen or common ones,
 * without the list and without a network.
 *
 * <p>May use: java.base.
 */
@NullMarked
package dev.clef.blocklist;

import org.jspecify.annotations.NullMarked;
