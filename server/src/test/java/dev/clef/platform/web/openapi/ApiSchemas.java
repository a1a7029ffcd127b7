package dev.clef.platform.web.openapi;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.clef.platform.Secret;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;

/** JSON Schema (2020-12) of the types that travel; each record once, by name. */
final class ApiSchemas {

  private static final Map<Class<?>, Map<String, Object>> SIMPLE =
      Map.ofEntries(
          Map.entry(String.class, type("string")),
          Map.entry(boolean.class, type("boolean")),
          Map.entry(Boolean.class, type("boolean")),
          Map.entry(int.class, type("integer", "int32")),
          Map.entry(Integer.class, type("integer", "int32")),
          Map.entry(long.class, type("integer", "int64")),
          Map.entry(Long.class, type("integer", "int64")),
          Map.entry(double.class, type("number", "double")),
          Map.entry(Double.class, type("number", "double")),
          Map.entry(UUID.class, type("string", "uuid")),
          Map.entry(Instant.class, type("string", "date-time")),
          Map.entry(LocalDate.class, type("string", "date")),
          Map.entry(Duration.class, type("string", "duration")),
          Map.entry(Secret.class, type("string", "password")),
          Map.entry(byte[].class, type("string", "byte")),
          Map.entry(Object.class, Map.of()),
          Map.entry(JsonNode.class, Map.of()));

  /** The strategy of the mapper itself. */
  private static final class Snake extends PropertyNamingStrategies.SnakeCaseStrategy {

    String of(String name) {
      return translate(name);
    }
  }

  private final Map<String, Class<?>> owners = new TreeMap<>();
  private final Map<String, Object> components = new TreeMap<>();

  /** The named schemas met so far. */
  Map<String, Object> components() {
    return components;
  }

  /**
   * The schema of a type.
   *
   * @throws IllegalArgumentException for a type whose JSON this class does not know
   */
  Map<String, Object> of(ResolvableType type) {
    Class<?> raw = type.toClass();
    Map<String, Object> simple = SIMPLE.get(raw);
    if (simple != null) {
      return simple;
    }
    if (Optional.class.equals(raw)) {
      return of(type.getGeneric(0));
    }
    if (raw.isArray()) {
      return array(type.getComponentType());
    }
    if (Collection.class.isAssignableFrom(raw)) {
      return array(type.asCollection().getGeneric(0));
    }
    if (Map.class.isAssignableFrom(raw)) {
      return ordered("type", "object", "additionalProperties", of(type.asMap().getGeneric(1)));
    }
    if (raw.isEnum()) {
      return ordered("type", "string", "enum", names(raw));
    }
    if (raw.isRecord() || raw.isSealed()) {
      return reference(raw);
    }
    throw new IllegalArgumentException("no schema for " + type);
  }

  private Map<String, Object> reference(Class<?> type) {
    String name = name(type);
    Class<?> owner = owners.putIfAbsent(name, type);
    if (owner == null) {
      components.put(name, type.isRecord() ? record(type) : sealed(type));
    } else if (!owner.equals(type)) {
      throw new IllegalArgumentException("two types called " + name + ": " + owner + ", " + type);
    }
    return Map.of("$ref", "#/components/schemas/" + name);
  }

  private Map<String, Object> record(Class<?> type) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      Map<String, Object> schema =
          new LinkedHashMap<>(of(ResolvableType.forType(component.getGenericType())));
      Described described = component.getAnnotation(Described.class);
      if (described != null) {
        schema.put("description", described.value());
      }
      properties.put(property(component), schema);
      if (!mayBeAbsent(component)) {
        required.add(property(component));
      }
    }
    Map<String, Object> schema = ordered("type", "object", "properties", properties);
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    schema.put("additionalProperties", false);
    return schema;
  }

  private Map<String, Object> sealed(Class<?> type) {
    return ordered(
        "oneOf",
        Arrays.stream(type.getPermittedSubclasses())
            .map(ResolvableType::forClass)
            .map(this::of)
            .toList());
  }

  private Map<String, Object> array(ResolvableType items) {
    return ordered("type", "array", "items", of(items));
  }

  private static boolean mayBeAbsent(RecordComponent component) {
    return component.getAnnotatedType().isAnnotationPresent(Nullable.class)
        || Optional.class.equals(component.getType());
  }

  /** A record within a controller takes its name, so that Request may be called Request. */
  private static String name(Class<?> type) {
    Class<?> outer = type.getEnclosingClass();
    return outer == null
        ? type.getSimpleName()
        : outer.getSimpleName().replaceFirst("Controller$", "") + type.getSimpleName();
  }

  private static List<String> names(Class<?> type) {
    Optional<Method> value =
        Arrays.stream(type.getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(JsonValue.class))
            .findFirst();
    return Arrays.stream(type.getEnumConstants())
        .map(constant -> value.map(it -> code(it, constant)).orElse(((Enum<?>) constant).name()))
        .toList();
  }

  private static String code(Method value, Object constant) {
    try {
      return String.valueOf(value.invoke(constant));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String property(RecordComponent component) {
    JsonProperty named = component.getAccessor().getAnnotation(JsonProperty.class);
    return named != null && !named.value().isEmpty() ? named.value() : snake(component.getName());
  }

  static String snake(String name) {
    return new Snake().of(name);
  }

  static Map<String, Object> ordered(Object... pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], pairs[i + 1]);
    }
    return map;
  }

  private static Map<String, Object> type(String type) {
    return Map.of("type", type);
  }

  private static Map<String, Object> type(String type, String format) {
    return ordered("type", type, "format", format);
  }

  static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
