package dev.clef.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** Prints how the keys stand. */
final class KeysStatus {

  static final String PATH = "api/v1/keys";
  static final String ROTATIONS = PATH + "/rotations";

  private KeysStatus() {}

  /** Asks a server and prints the answer. */
  static void print(PrintWriter out, OperatorApi server) throws IOException {
    print(out, server.get(PATH));
    printRotations(out, server.get(ROTATIONS));
  }

  private static void printRotations(PrintWriter out, JsonNode rotations) {
    for (JsonNode root : rotations.path("root_keys")) {
      out.printf(
          Locale.ROOT,
          "Root key %-4d %-10s since %s%n",
          root.path("version").asInt(),
          root.path("state").asString(""),
          since(root));
    }
    for (JsonNode key : rotations.path("signing_keys")) {
      out.printf(
          Locale.ROOT,
          "Signing key %s %-4d %-10s since %s, %s%n",
          key.path("name").asString(""),
          key.path("version").asInt(),
          key.path("state").asString(""),
          since(key),
          custody(key.path("custody").asString("")));
    }
    for (JsonNode kind : rotations.path("service_keys")) {
      out.printf(
          Locale.ROOT,
          "Keys of %-11s %d in %d versions, the newest of %s%n",
          kind.path("kind").asString(""),
          kind.path("keys").asInt(),
          kind.path("versions").asInt(),
          kind.path("newest_at").asString(""));
    }
    JsonNode data = rotations.path("data_keys");
    if (data.isObject()) {
      out.println(dataKeys(data));
    }
    JsonNode index = rotations.path("index_keys");
    if (index.isObject()) {
      out.println(indexKeys(index));
    }
  }

  /** How far the latest rotation of index keys is, in one line. */
  static String indexKeys(JsonNode state) {
    long damaged = state.path("damaged").asLong();
    return String.format(
        Locale.ROOT,
        "Index keys: version %d %s, %,d of %,d people found by it%s%s",
        state.path("version").asInt(),
        state.hasNonNull("finished_at")
            ? "finished " + state.path("finished_at").asString("")
            : "since " + state.path("started_at").asString(""),
        state.path("renewed").asLong(),
        state.path("people").asLong(),
        damaged == 0 ? "" : ", " + damaged + " left over",
        state.hasNonNull("destroyed_at")
            ? ", the ones before destroyed " + state.path("destroyed_at").asString("")
            : "");
  }

  /** How far the latest rotation of data keys is, in one line. */
  static String dataKeys(JsonNode state) {
    long damaged = state.path("damaged").asLong();
    return String.format(
        Locale.ROOT,
        "Data keys of people: rotation %d %s, %,d of %,d renewed%s",
        state.path("number").asInt(),
        state.hasNonNull("finished_at")
            ? "finished " + state.path("finished_at").asString("")
            : "since " + state.path("started_at").asString(""),
        state.path("renewed").asLong(),
        state.path("people").asLong(),
        damaged == 0 ? "" : ", " + damaged + " damaged");
  }

  private static void print(PrintWriter out, JsonNode status) {
    out.println("Custody: " + custody(status.path("custody").asString("")));
    for (JsonNode epoch : status.path("epochs")) {
      out.printf(
          Locale.ROOT,
          "Epoch %-4d %-10s since %s%s%n",
          epoch.path("epoch").asInt(),
          epoch.path("state").asString(""),
          since(epoch),
          epoch.path("state").asString("").equals("retired")
              ? ", key destroyed after " + end(epoch, status)
              : "");
    }
    JsonNode change = status.path("change");
    if (change.isObject()) {
      out.println("Change:  " + line(change));
    }
    String problem = status.path("problem").asString("");
    if (!problem.isEmpty()) {
      out.println("Stopped: " + problem);
    }
    long every = status.path("every_seconds").asLong();
    out.println(
        every == 0
            ? "Epochs change when asked: clef keys epoch"
            : "Epochs change by themselves every " + days(every));
  }

  /** How far a change is, in one line. */
  static String line(JsonNode change) {
    return String.format(
        Locale.ROOT,
        "epoch %d, %,d of %,d people wrapped, %,d checked%s",
        change.path("epoch").asInt(),
        change.path("wrapped").asLong(),
        change.path("people").asLong(),
        change.path("checked").asLong(),
        change.path("damaged").asInt() == 0
            ? ""
            : ", " + change.path("damaged").asInt() + " damaged");
  }

  private static String custody(String code) {
    return code.equals("hsm") ? "hardware security module" : "software, a folder of this server";
  }

  private static String since(JsonNode epoch) {
    return switch (epoch.path("state").asString("")) {
      case "retired" -> epoch.path("retired_at").asString("");
      case "destroyed" -> epoch.path("destroyed_at").asString("");
      default -> epoch.path("created_at").asString("");
    };
  }

  private static String end(JsonNode epoch, JsonNode status) {
    return Instant.parse(epoch.path("retired_at").asString())
        .plus(Duration.ofSeconds(status.path("hold_seconds").asLong()))
        .toString();
  }

  private static String days(long seconds) {
    Duration every = Duration.ofSeconds(seconds);
    return every.toDays() > 0 ? every.toDays() + " days" : every.toString();
  }
}
