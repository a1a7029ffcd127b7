package dev.clef.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code clef client invite}: somebody may register applications by themselves. */
@Command(
    name = "invite",
    mixinStandardHelpOptions = true,
    description =
        "Makes a token with which somebody registers applications at /connect/register (RFC 7591).")
final class ClientInviteCommand implements Callable<Integer> {

  @Option(
      names = "--uses",
      defaultValue = "1",
      paramLabel = "N",
      description = "How many applications, at most 100 (default: ${DEFAULT-VALUE}).")
  private int uses;

  @Option(
      names = "--days",
      defaultValue = "7",
      paramLabel = "N",
      description = "How long it is good, at most 90 (default: ${DEFAULT-VALUE}).")
  private int days;

  @Option(
      names = "--without-pkce",
      description = "Those that keep a secret or sign may leave out PKCE.")
  private boolean withoutPkce;

  @Mixin private ServerOptions server = new ServerOptions();

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Map<String, Object> wanted = new LinkedHashMap<>();
    wanted.put("uses", uses);
    wanted.put("days", days);
    if (withoutPkce) {
      wanted.put("pkce_optional", true);
    }
    JsonNode made = server.open().post(ClientCommand.PATH + "/invitations", wanted);
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    out.println("Token:      " + made.path("token").asString(""));
    out.println(
        "Good for:   "
            + made.path("uses").asInt()
            + ", until "
            + made.path("expires_at").asString(""));
    out.println("It is shown this once: nothing stored can bring it back.");
    return Main.OK;
  }
}
