/**
 * JSON read strictly: well-formed UTF-8, known fields, the types the record asks for, present when
 * not nullable. What is not exactly right is refused, never guessed.
 */
@NullMarked
package dev.clef.platform.web.json;

import org.jspecify.annotations.NullMarked;
