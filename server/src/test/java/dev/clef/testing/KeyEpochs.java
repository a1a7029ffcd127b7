package dev.clef.testing;

import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/** The epochs of a running server, as {@code ./clef keys} sees and changes them. */
public record KeyEpochs(ServerProcess server) {

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  /** What {@code GET /api/v1/keys} says. */
  public JsonNode status() {
    return server.operator().get("/api/v1/keys").json();
  }

  /** The state of an epoch; empty for one that is unknown. */
  public String state(int epoch) {
    for (JsonNode one : status().get("epochs")) {
      if (one.get("epoch").asInt() == epoch) {
        return one.get("state").asString();
      }
    }
    return "";
  }

  /** Asks for the next epoch. */
  public Client.Answer begin() {
    return server.operator().post("/api/v1/keys/epochs", Map.of());
  }

  public void awaitCurrent(int epoch) {
    Awaitility.await().atMost(PATIENCE).until(() -> state(epoch).equals("current"));
  }

  /** Changes to epoch {@code to}, which is the next one. */
  public void change(int to) {
    Client.Answer answer = begin();
    if (answer.status() != 202) {
      throw new AssertionError("epoch change: " + answer);
    }
    awaitCurrent(to);
  }

  /** Destroys what is retired, whatever its time. */
  public Client.Answer destroyRetired() {
    return server.operator().post("/api/v1/keys/retired/destroy", Map.of());
  }
}
