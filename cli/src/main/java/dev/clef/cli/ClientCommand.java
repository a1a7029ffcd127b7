package dev.clef.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import tools.jackson.databind.JsonNode;

/** {@code clef client}: the applications that may use a server as their OpenID provider. */
@Command(
    name = "client",
    mixinStandardHelpOptions = true,
    description = "Shows, adds and removes applications that people sign in to, and services.",
    subcommands = {
      ClientListCommand.class,
      ClientAddCommand.class,
      ClientInviteCommand.class,
      ClientSecretCommand.class,
      ClientKeysCommand.class,
      ClientRemoveCommand.class
    })
final class ClientCommand implements Runnable {

  static final String PATH = "api/v1/clients";

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(),
        "Say what to do: list, add, invite, secret, keys or remove");
  }

  /** The address of one client. */
  static String path(String clientId) {
    return PATH + "/" + URLEncoder.encode(clientId, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Says what a client is, and its secret this one time. */
  static void print(PrintWriter out, JsonNode made) {
    JsonNode client = made.path("client");
    out.println("Client ID:  " + client.path("client_id").asString(""));
    out.println("Kind:       " + client.path("kind").asString(""));
    String redirects = words(client.path("redirect_uris"));
    if (!redirects.isEmpty()) {
      out.println("Redirects:  " + redirects);
    }
    String scopes = words(client.path("scopes"));
    if (!scopes.isEmpty()) {
      out.println("Scopes:     " + scopes);
    }
    int keys = client.path("jwks").path("keys").size();
    if (keys > 0) {
      out.println("Keys:       " + keys + ", no secret");
    }
    String address = client.path("jwks_uri").asString("");
    if (!address.isEmpty()) {
      out.println("Keys:       at " + address + ", no secret");
    }
    String secret = made.path("secret").asString("");
    if (!secret.isEmpty()) {
      out.println("Secret:     " + secret);
      out.println("It is shown this once: nothing stored can bring it back.");
    }
  }

  static String words(JsonNode texts) {
    return texts.valueStream().map(text -> text.asString("")).collect(Collectors.joining(" "));
  }

  /**
   * Does something with one client.
   *
   * @throws CliException when the server knows none of this identifier
   */
  static <T> T about(String clientId, Asking<T> asking) throws IOException {
    try {
      return asking.ask();
    } catch (OperatorApi.Refusal e) {
      if (e.code().equals("not_found")) {
        throw CliException.failed("no client with a secret, or none at all: " + clientId);
      }
      throw e;
    }
  }

  /** One question to the server. */
  interface Asking<T> {
    T ask() throws IOException;
  }
}
