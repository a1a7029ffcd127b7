package dev.clef.bench;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A plan of the suite as it is run here: its name, its variant, the clients it needs, what the
 * suite is told, and the tests that cannot pass by a decision of Clef, each with the reason. A text
 * {@code {name}} stands for what is known only while it runs.
 */
final class ConformancePlan {

  /** By the name of the file, in the order they are run. */
  static final List<String> ALL =
      List.of("basic", "config", "logout", "backchannel", "dynamic", "fapi2");

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Pattern HOLE = Pattern.compile("\\{([a-z][a-z0-9_.]*)\\}");

  private final JsonNode plan;

  private ConformancePlan(JsonNode plan) {
    this.plan = plan;
  }

  static ConformancePlan read(String name) throws IOException {
    return new ConformancePlan(resource(name));
  }

  private static JsonNode resource(String name) throws IOException {
    try (InputStream file =
        ConformancePlan.class.getResourceAsStream("/conformance/" + name + ".json")) {
      return JSON.readTree(Objects.requireNonNull(file, name).readAllBytes());
    }
  }

  String name() {
    return plan.path("plan").asString();
  }

  JsonNode variant() {
    return plan.path("variant");
  }

  /** Clients to add, by the name that holes have for them. */
  JsonNode clients() {
    return plan.path("clients");
  }

  /** Why a test does not pass here; empty when it has to. */
  String reason(String module) {
    return plan.path("expected").path(module).asString("");
  }

  /** What the suite is told, with what its browser does on Clef's pages. */
  JsonNode configuration(Map<String, JsonNode> known) throws IOException {
    ObjectNode whole = (ObjectNode) plan.path("configuration").deepCopy();
    JsonNode pages = resource("pages");
    JsonNode browser = pages.path("browser");
    whole.set("browser", browser.path("usual"));
    ObjectNode override = whole.putObject("override");
    pages
        .path("tests")
        .properties()
        .forEach(test ->
            override
                .putObject(test.getKey())
                .set("browser", browser.path(test.getValue().asString())));
    return filled(whole, known);
  }

  /** A copy without holes. */
  static JsonNode filled(JsonNode from, Map<String, JsonNode> known) {
    if (from instanceof ObjectNode object) {
      ObjectNode copy = JSON.createObjectNode();
      object.properties().forEach(one -> copy.set(one.getKey(), filled(one.getValue(), known)));
      return copy;
    }
    if (from instanceof ArrayNode array) {
      ArrayNode copy = JSON.createArrayNode();
      array.forEach(one -> copy.add(filled(one, known)));
      return copy;
    }
    return from.isString() ? filledText(from.asString(), known) : from;
  }

  private static JsonNode filledText(String text, Map<String, JsonNode> known) {
    Matcher hole = HOLE.matcher(text);
    if (hole.matches()) {
      return value(hole.group(1), known);
    }
    String filled =
        hole.replaceAll(one -> Matcher.quoteReplacement(value(one.group(1), known).asString()));
    return JSON.getNodeFactory().stringNode(filled);
  }

  private static JsonNode value(String name, Map<String, JsonNode> known) {
    return Objects.requireNonNull(known.get(name), () -> "nothing is called " + name);
  }
}
