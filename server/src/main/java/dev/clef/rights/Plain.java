package dev.clef.rights;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reduces what owners of personal data export to what JSON knows: instants become RFC 3339 text.
 */
final class Plain {

  private Plain() {}

  static Map<String, Object> tree(Map<String, Object> members) {
    Map<String, Object> plain = new LinkedHashMap<>();
    members.forEach((name, value) -> plain.put(name, value(value)));
    return plain;
  }

  private static Object value(Object value) {
    return switch (value) {
      case Instant instant -> instant.toString();
      case String text -> text;
      case Number number -> number;
      case Boolean flag -> flag;
      case List<?> list -> list.stream().map(item -> value((Object) item)).toList();
      case Map<?, ?> map -> {
        Map<String, Object> plain = new LinkedHashMap<>();
        map.forEach((name, item) -> plain.put(String.valueOf(name), value((Object) item)));
        yield plain;
      }
      default -> throw new IllegalArgumentException("an export holds only plain values");
    };
  }
}
