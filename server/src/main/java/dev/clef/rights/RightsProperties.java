package dev.clef.rights;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of rights.
 *
 * @param acceptGeneration the generation of a restored data database whose older values are taken
 *     for the newest; 0 for none. The number is said at the start that finds the database restored
 *     and never comes again, so a setting left behind accepts nothing later.
 */
@ConfigurationProperties("clef.restore")
public record RightsProperties(@DefaultValue("0") long acceptGeneration) {}
