package dev.clef.cli;

import dev.clef.ledger.Checkpoint;
import dev.clef.ledger.Hash;
import dev.clef.ledger.LogSource;
import dev.clef.ledger.MalformedException;
import dev.clef.ledger.TimeStamp;
import dev.clef.ledger.TimeStampRefused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Time-stamps a server shows. Those of a log larger than the one that is looked at came since and
 * are left for the next time.
 */
final class StampServer implements StampSource {

  private static final String LIST = "timestamps";

  private final LogSource server;
  private final Optional<Path> copy;

  /** With a copy, what is there is not fetched again, and what holds is put there. */
  StampServer(LogSource server, Optional<Path> copy) {
    this.server = server;
    this.copy = copy;
  }

  @Override
  public void each(Checkpoint head, Visitor visitor) throws IOException {
    Set<String> authorities = new LinkedHashSet<>();
    long after = 0;
    while (after < head.size()) {
      Optional<byte[]> page = server.read(after == 0 ? LIST : LIST + "?after=" + after);
      if (page.isEmpty()) {
        return; // a server from before there were time-stamps, or a copy behind HTTP
      }
      JsonNode list = Json.parse(new String(page.get(), StandardCharsets.UTF_8));
      for (JsonNode one : list.path(LIST)) {
        long size = size(one, after);
        after = size;
        if (size > head.size()) {
          break;
        }
        visitor.visit(stamp(head.origin(), one, size));
        authorities.add(Json.text(one, "authority"));
      }
      if (!list.path("next").isIntegralNumber() || list.path(LIST).isEmpty()) {
        break; // an empty page leads nowhere, whatever it says
      }
    }
    for (String authority : authorities) {
      keepChain(authority);
    }
  }

  private static long size(JsonNode one, long after) {
    JsonNode size = one.path("size");
    if (!size.isIntegralNumber() || size.longValue() <= after) {
      throw new MalformedException("the list of time-stamps is not by size");
    }
    return size.longValue();
  }

  /**
   * The text follows from the root: nobody need be asked for it, unless the log had another name.
   */
  private Stamp stamp(String origin, JsonNode one, long size) throws IOException {
    String text = new Checkpoint(origin, size, Hash.ofBase64(Json.text(one, "root"))).text();
    Optional<Path> kept = copy.map(folder -> StampFolder.token(folder, size)).filter(Files::exists);
    byte[] reply =
        kept.isPresent()
            ? Files.readAllBytes(kept.get())
            : server
                .read(LIST + "/" + size)
                .orElseThrow(
                    () -> CliException.failed("the server does not have timestamps/" + size));
    if (isOver(text, reply)) {
      return new Stamp(size, text, reply);
    }
    Optional<byte[]> other = server.read(LIST + "/" + size + "/checkpoint");
    return new Stamp(
        size, other.map(it -> new String(it, StandardCharsets.UTF_8)).orElse(text), reply);
  }

  /** What does not hold is told by the check. */
  private static boolean isOver(String text, byte[] reply) {
    try {
      TimeStamp.ofReply(reply).requireOver(text.getBytes(StandardCharsets.UTF_8));
      return true;
    } catch (TimeStampRefused | MalformedException e) {
      return false;
    }
  }

  @Override
  public void holds(Stamp stamp) throws IOException {
    if (copy.isPresent() && !Files.exists(StampFolder.token(copy.get(), stamp.size()))) {
      Mirror.write(
          StampFolder.text(copy.get(), stamp.size()),
          stamp.text().getBytes(StandardCharsets.UTF_8));
      Mirror.write(StampFolder.token(copy.get(), stamp.size()), stamp.reply());
    }
  }

  /** For those who check by openssl; we take no certificate from the server. */
  private void keepChain(String authority) throws IOException {
    if (copy.isEmpty() || !authority.matches("[0-9a-f]{64}")) {
      return;
    }
    Path file = copy.get().resolve(LIST).resolve("authority").resolve(authority + ".pem");
    if (!Files.exists(file)) {
      Optional<byte[]> chain = server.read(LIST + "/authority/" + authority);
      if (chain.isPresent()) {
        Mirror.write(file, chain.get());
      }
    }
  }
}
