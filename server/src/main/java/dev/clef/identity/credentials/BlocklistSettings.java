package dev.clef.identity.credentials;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What new passwords are compared with, of the settings {@code clef.passwords.*}.
 *
 * @param filter a file made by {@code ./clef passwords build}; none when null
 * @param words names of the service and the like, which are no passwords by themselves; 3 to 64
 *     characters each
 */
@ConfigurationProperties("clef.passwords")
public record BlocklistSettings(@Nullable Path filter, @DefaultValue List<String> words) {

  /** Refuses words so short that every password would have them, by the name of the setting. */
  public BlocklistSettings {
    words = List.copyOf(words);
    if (words.stream().anyMatch(word -> word.strip().length() < 3 || word.length() > 64)) {
      throw new IllegalArgumentException("clef.passwords.words: 3 to 64 characters each");
    }
  }
}
