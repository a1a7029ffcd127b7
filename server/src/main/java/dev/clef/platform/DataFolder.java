package dev.clef.platform;

import java.nio.file.Path;

/** Stand-in until the real one is merged. */
public record DataFolder(Path root) {}
