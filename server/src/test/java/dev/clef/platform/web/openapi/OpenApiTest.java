package dev.clef.platform.web.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The public API is frozen: a change of a controller shows as a change of this file. */
class OpenApiTest {

  @Test
  void the_document_in_the_sources_is_that_of_the_controllers() throws IOException {
    String now = ApiDocument.of(ApiScan.controllers(), ApiScan.publicPaths());
    Path golden =
        Path.of(System.getProperty("clef.root", ".."), "server/src/main/resources/openapi.json");
    if (Boolean.getBoolean("clef.openapi.write")) {
      Files.writeString(golden, now);
    }
    assertThat(now)
        .as("changed on purpose? run again with -Dclef.openapi.write=true and read the difference")
        .isEqualTo(Files.readString(golden));
  }
}
