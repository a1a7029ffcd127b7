package dev.clef.staff;

import org.jspecify.annotations.Nullable;

/**
 * What runs here and since when.
 *
 * @param version of Clef; null when it does not run from a packaged jar
 * @param java version of the JVM
 * @param dataPostgresql version of the server of the data database; null when it does not answer
 * @param keysPostgresql likewise of the keys database
 * @param uptimeSeconds since this node started
 */
public record SystemFigures(
    @Nullable String version,
    String java,
    @Nullable String dataPostgresql,
    @Nullable String keysPostgresql,
    long uptimeSeconds) {}
