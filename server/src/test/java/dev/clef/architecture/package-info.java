/**
 * The architecture as tests. Every rule has code that breaks it ({@code dev.fixtures}) and a test
 * that the rule sees it.
 */
@NullMarked
package dev.clef.architecture;

import org.jspecify.annotations.NullMarked;
