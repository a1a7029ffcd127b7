package dev.clef.platform.web.openapi;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.core.ResolvableType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What travels by the API, by name: the properties of all types, the parameters of all calls. */
public final class ApiNames {

  private ApiNames() {}

  /** {@code Schema.property} and {@code operation.parameter}. */
  public static Set<String> all() {
    Set<String> names = new TreeSet<>();
    JsonNode document =
        JsonMapper.shared().readTree(ApiDocument.of(ApiScan.controllers(), ApiScan.publicPaths()));
    for (JsonNode path : document.get("paths")) {
      for (JsonNode operation : path) {
        operation
            .path("parameters")
            .forEach(parameter ->
                names.add(
                    operation.get("operationId").asString()
                        + "."
                        + parameter.get("name").asString()));
      }
    }
    properties(document.get("components").get("schemas"), names);
    properties(JsonMapper.shared().valueToTree(nested().components()), names);
    return names;
  }

  /** The records of controllers, also those an operation answers with under another type. */
  private static ApiSchemas nested() {
    ApiSchemas schemas = new ApiSchemas();
    ApiScan.controllers().stream()
        .flatMap(controller -> Arrays.stream(controller.getDeclaredClasses()))
        .filter(Class::isRecord)
        .map(ResolvableType::forClass)
        .forEach(schemas::of);
    return schemas;
  }

  private static void properties(JsonNode schemas, Set<String> names) {
    schemas
        .properties()
        .forEach(schema ->
            schema
                .getValue()
                .path("properties")
                .propertyNames()
                .forEach(property -> names.add(schema.getKey() + "." + property)));
  }
}
