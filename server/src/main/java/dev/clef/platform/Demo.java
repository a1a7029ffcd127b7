package dev.clef.platform;

/**
 * Whether this process serves invented people only ({@code ./clef run --demo}), for pages that say
 * so. Never both: a folder or a database holds invented people or real ones.
 */
public record Demo(boolean on) {}
