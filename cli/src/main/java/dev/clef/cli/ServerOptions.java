package dev.clef.cli;

import java.io.IOException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which server is meant, and the operator token it takes. */
final class ServerOptions {

  @Option(
      names = "--server",
      paramLabel = "URL",
      defaultValue = "https://localhost:8443",
      description = "The server (default: https://localhost:8443).")
  private String server = "";

  @Mixin private Tls tls = new Tls();

  OperatorApi open() throws IOException {
    return OperatorApi.at(tls.client(), server, OperatorApi.token(tls.dataFolder()));
  }
}
