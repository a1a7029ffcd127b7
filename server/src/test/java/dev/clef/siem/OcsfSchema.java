package dev.clef.siem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What OCSF requires of the classes we use, written off its specification. */
final class OcsfSchema {

  private final JsonNode schema;

  OcsfSchema() throws IOException {
    try (InputStream in = OcsfSchema.class.getResourceAsStream("/ocsf/extract-1.8.0.json")) {
      schema = JsonMapper.shared().readTree(Objects.requireNonNull(in));
    }
  }

  void check(JsonNode event) {
    for (String name : names(schema.path("base"))) {
      assertThat(event.has(name)).as("%s in %s", name, event).isTrue();
    }
    JsonNode type = schema.path("classes").path(event.path("class_uid").asString());
    assertThat(type.isObject()).as("a class of %s", event).isTrue();
    assertThat(event.path("category_uid")).isEqualTo(type.path("category"));
    assertThat(event.path("type_uid").asLong())
        .isEqualTo(event.path("class_uid").asLong() * 100 + event.path("activity_id").asLong());
    assertThat(names(type.path("activities"))).contains(event.path("activity_id").asString());
    assertThat(names(schema.path("severities"))).contains(event.path("severity_id").asString());
    assertThat(names(schema.path("statuses"))).contains(event.path("status_id").asString());
    assertThat(event.path("time").isIntegralNumber()).isTrue();
    assertThat(event.path("metadata").path("version").asString())
        .isEqualTo(schema.path("version").asString());
    object(type, event);
    for (var one : schema.path("objects").properties()) {
      if (event.has(one.getKey())) {
        object(one.getValue(), event.path(one.getKey()));
      }
    }
    object(schema.path("objects").path("product"), event.path("metadata").path("product"));
  }

  private static void object(JsonNode rule, JsonNode object) {
    for (String name : names(rule.path("required"))) {
      assertThat(object.has(name)).as("%s in %s", name, object).isTrue();
    }
    List<String> oneOf = names(rule.path("at_least_one"));
    if (!oneOf.isEmpty()) {
      assertThat(oneOf).as("one of them in %s", object).anyMatch(object::has);
    }
  }

  private static List<String> names(JsonNode list) {
    return list.valueStream().map(JsonNode::asString).toList();
  }
}
