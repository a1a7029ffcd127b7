package dev.clef.cli;

import java.io.IOException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which server the keys are of. */
final class KeysOptions {

  static final String KEYS = "api/v1/keys";

  @Option(
      names = "--server",
      paramLabel = "URL",
      defaultValue = "https://localhost:8443",
      description = "The server (default: https://localhost:8443).")
  private String server = "";

  @Mixin private Tls tls = new Tls();

  OperatorApi server() throws IOException {
    return OperatorApi.at(tls.client(), server, OperatorApi.token(tls.dataFolder()));
  }
}
