/**
 * The Clef process. Each package below is a domain; {@code ModulesTest} holds the arrows between
 * them.
 */
@NullMarked
package dev.clef;

import org.jspecify.annotations.NullMarked;
