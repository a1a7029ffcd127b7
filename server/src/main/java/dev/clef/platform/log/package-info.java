/**
 * The log: one line per event, JSON or text, with what looks personal or secret masked. Nothing of
 * the sort should be logged in the first place; this is the second line of defence, against
 * messages of libraries.
 */
@NullMarked
package dev.clef.platform.log;

import org.jspecify.annotations.NullMarked;
