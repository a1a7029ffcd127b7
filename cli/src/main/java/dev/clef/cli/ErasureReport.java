package dev.clef.cli;

import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The CSV file {@code user_id,known,certificate_id}, if one is wanted. */
final class ErasureReport implements Closeable {

  private final @Nullable BufferedWriter file;

  private ErasureReport(@Nullable BufferedWriter file) {
    this.file = file;
  }

  /** A new file; one that is there already is not overwritten. */
  static ErasureReport to(Optional<Path> path) throws IOException {
    if (path.isEmpty()) {
      return new ErasureReport(null);
    }
    if (Files.exists(path.get())) {
      throw CliException.environment(path.get() + " is there already; nobody was erased");
    }
    BufferedWriter file = Files.newBufferedWriter(path.get(), StandardOpenOption.CREATE_NEW);
    file.write("user_id,known,certificate_id\n");
    return new ErasureReport(file);
  }

  /** What the server said of one batch. */
  void add(JsonNode people) throws IOException {
    if (file == null) {
      return;
    }
    for (JsonNode person : people) {
      file.write(
          person.path("user_id").asString("")
              + ","
              + person.path("known").asBoolean()
              + ","
              + person.path("certificate_id").asString("")
              + "\n");
    }
    file.flush();
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }
}
