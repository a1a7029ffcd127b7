package dev.clef.cli;

import dev.clef.ledger.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Strict reading of JSON: no unknown, missing or doubled members, no other types. */
final class Json {

  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}

  static JsonNode parse(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JacksonException e) {
      throw new MalformedException("not valid JSON: " + e.getOriginalMessage());
    }
  }

  static JsonNode object(JsonNode node, Set<String> members) {
    if (!node.isObject()) {
      throw new MalformedException("a JSON object is missing");
    }
    for (String name : node.propertyNames()) {
      if (!members.contains(name)) {
        throw new MalformedException("unknown member: " + name);
      }
    }
    for (String name : members) {
      if (!node.has(name)) {
        throw new MalformedException("missing member: " + name);
      }
    }
    return node;
  }

  static String text(JsonNode object, String name) {
    return string(object.get(name), name);
  }

  static List<String> texts(JsonNode object, String name) {
    JsonNode array = object.get(name);
    if (!array.isArray()) {
      throw new MalformedException("not a list: " + name);
    }
    List<String> texts = new ArrayList<>();
    array.values().forEach(element -> texts.add(string(element, name)));
    return texts;
  }

  static int number(JsonNode object, String name) {
    JsonNode node = object.get(name);
    if (!node.isInt()) {
      throw new MalformedException("not a number: " + name);
    }
    return node.intValue();
  }

  private static String string(JsonNode node, String name) {
    if (!node.isString()) {
      throw new MalformedException("not a text: " + name);
    }
    return node.stringValue();
  }
}
