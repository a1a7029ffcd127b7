package dev.clef.cli;

import dev.clef.ledger.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code clef client add}: adds an application and shows its secret, if it gets one. */
@Command(
    name = "add",
    mixinStandardHelpOptions = true,
    description = {
      "Adds an application. web: runs on a server of its own and gets a secret, unless it signs (--jwks, --jwks-uri). spa: runs in the"
          + " browser. native: runs on a device. service: acts for itself and gets a"
          + " secret, or signs. device: has no browser, and shows a code people type elsewhere.",
      "Addresses are compared as they are; only a native application on http://127.0.0.1 or"
          + " http://[::1] may use another port. All https addresses of one application have one"
          + " host, which decides what it calls a person, unless a list of them is at --sector-uri."
    })
final class ClientAddCommand implements Callable<Integer> {

  /** What sort of application. */
  enum Kind {
    WEB,
    SPA,
    NATIVE,
    SERVICE,
    DEVICE
  }

  @Parameters(paramLabel = "NAME", description = "The name people are shown.")
  private String name = "";

  @Option(
      names = "--kind",
      required = true,
      paramLabel = "KIND",
      description = "web, spa, native, service or device.")
  private @Nullable Kind kind;

  @Option(
      names = "--redirect",
      paramLabel = "URL",
      description = "Where answers may be sent; repeat for several.")
  private List<String> redirects = List.of();

  @Option(
      names = "--logout-redirect",
      paramLabel = "URL",
      description = "Where somebody may be sent after signing out; repeat for several.")
  private List<String> logoutRedirects = List.of();

  @Option(
      names = "--scope",
      paramLabel = "SCOPE",
      description = "What it may ask for; repeat for several (default: openid, profile, email).")
  private List<String> scopes = List.of();

  @Option(
      names = "--own",
      description = "It is the operator's own: people are not asked whether it may know them.")
  private boolean own;

  @Option(
      names = "--jwks",
      paramLabel = "FILE",
      description =
          "The application signs instead of keeping a secret: its public keys as a JSON Web Key Set"
              + " (ES256, EdDSA, PS256 or RS256). Kinds web and service.")
  private @Nullable Path jwks;

  @Option(
      names = "--jwks-uri",
      paramLabel = "URL",
      description =
          "Likewise; its public keys are fetched from there, and again when it changes them.")
  private @Nullable String jwksUri;

  @Option(
      names = "--sector-uri",
      paramLabel = "URL",
      description =
          "Its addresses have several hosts and stand in this list, whose host decides what it"
              + " calls a person. Fetched once.")
  private @Nullable String sectorUri;

  @Option(
      names = "--dpop",
      description = "Its tokens are good only with a key it proves to hold (RFC 9449).")
  private boolean dpop;

  @Option(
      names = "--par",
      description = "What it asks for has to be pushed to the server first (RFC 9126).")
  private boolean par;

  @Option(
      names = "--without-pkce",
      description =
          "It may leave out PKCE, because it cannot do it (kind web): less protected against codes"
              + " of others.")
  private boolean withoutPkce;

  @Option(
      names = "--backchannel-logout",
      paramLabel = "URL",
      description = "Where a web application is told that somebody signed out.")
  private @Nullable String backchannelLogout;

  @Option(
      names = "--id-token-alg",
      paramLabel = "ALG",
      description = "What its ID tokens are signed with: ES256 (default), EdDSA or RS256.")
  private @Nullable String idTokenAlg;

  @Option(
      names = "--userinfo-alg",
      paramLabel = "ALG",
      description =
          "What it is told about people is signed with this: ES256, EdDSA or RS256 (default: not"
              + " signed).")
  private @Nullable String userinfoAlg;

  @Mixin private ServerOptions server = new ServerOptions();

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Map<String, Object> client = new LinkedHashMap<>();
    client.put("name", name);
    client.put("kind", Objects.requireNonNull(kind).name().toLowerCase(Locale.ROOT));
    client.put("redirect_uris", redirects);
    client.put("logout_uris", logoutRedirects);
    if (!scopes.isEmpty()) {
      client.put("scopes", scopes);
    }
    client.put("asks", !own);
    if (jwks != null) {
      client.put("jwks", keys(jwks));
    }
    if (jwksUri != null) {
      client.put("jwks_uri", jwksUri);
    }
    if (sectorUri != null) {
      client.put("sector_identifier_uri", sectorUri);
    }
    if (dpop) {
      client.put("dpop_bound", true);
    }
    if (par) {
      client.put("par_required", true);
    }
    if (withoutPkce) {
      client.put("pkce_optional", true);
    }
    if (backchannelLogout != null) {
      client.put("backchannel_logout_uri", backchannelLogout);
    }
    if (idTokenAlg != null) {
      client.put("id_token_signed_response_alg", idTokenAlg);
    }
    if (userinfoAlg != null) {
      client.put("userinfo_signed_response_alg", userinfoAlg);
    }
    ClientCommand.print(
        Objects.requireNonNull(spec).commandLine().getOut(),
        server.open().post(ClientCommand.PATH, client));
    return Main.OK;
  }

  /** A private key has no business in a request: it is refused before anything is sent. */
  static JsonNode keys(Path file) throws IOException {
    if (!Files.isReadable(file)) {
      throw CliException.environment("no such file: " + file);
    }
    JsonNode set;
    try {
      set = Json.parse(Files.readString(file));
    } catch (MalformedException e) {
      throw CliException.environment(file + ": " + e.getMessage());
    }
    for (JsonNode key : set.path("keys")) {
      if (key.has("d") || key.has("k")) {
        throw CliException.environment(
            file + " holds a private or secret key: give the public ones alone");
      }
    }
    return set;
  }
}
