package dev.clef.platform;

import java.nio.file.Path;
import java.util.function.Supplier;

/** Stand-in until the real one is merged. */
public record DataFolder(Path root) {
  public String secret(String name, Supplier<String> fresh) {
    return fresh.get();
  }
}
