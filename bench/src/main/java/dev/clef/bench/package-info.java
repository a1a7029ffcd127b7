/**
 * What {@code ./clef bench} runs: JMH for pure code, load generators for the server. Never
 * published.
 */
@NullMarked
package dev.clef.bench;

import org.jspecify.annotations.NullMarked;
