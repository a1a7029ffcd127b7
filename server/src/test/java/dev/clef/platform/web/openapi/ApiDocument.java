package dev.clef.platform.web.openapi;

import static dev.clef.platform.web.openapi.ApiSchemas.ordered;

import dev.clef.platform.web.FieldReason;
import dev.clef.platform.web.ProblemWriter;
import dev.clef.platform.web.PublicPath;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.PathContainer;
import org.springframework.mock.web.MockServletContext;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.ValueConstants;
import org.springframework.web.context.support.StaticWebApplicationContext;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Writes the OpenAPI 3.1 document of controllers: paths sorted, everything else as declared. */
final class ApiDocument {

  private static final Map<String, Object> PROBLEM = Map.of("$ref", "#/components/schemas/Problem");

  private final ApiSchemas schemas = new ApiSchemas();
  private final Map<String, Map<String, Object>> paths = new TreeMap<>();
  private final Mappings mappings = new Mappings();
  private final Collection<PublicPath> publicPaths;

  /** Spring's own reading of the annotations. */
  private static final class Mappings extends RequestMappingHandlerMapping {

    @Nullable RequestMappingInfo read(Method method, Class<?> type) {
      return getMappingForMethod(method, type);
    }
  }

  private ApiDocument(Collection<PublicPath> publicPaths) {
    this.publicPaths = publicPaths;
    StaticWebApplicationContext empty = new StaticWebApplicationContext();
    empty.setServletContext(new MockServletContext());
    empty.refresh();
    mappings.setApplicationContext(empty);
    mappings.afterPropertiesSet();
  }

  /** The document as text, ending in a line feed. */
  static String of(Collection<Class<?>> controllers, Collection<PublicPath> publicPaths) {
    ApiDocument document = new ApiDocument(publicPaths);
    for (Class<?> controller : controllers) {
      for (Method method : controller.getDeclaredMethods()) {
        RequestMappingInfo mapping = document.mappings.read(method, controller);
        if (mapping != null) {
          document.add(mapping, method);
        }
      }
    }
    JsonMapper pretty = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    return pretty.writeValueAsString(document.assemble()).replace("\r\n", "\n") + "\n";
  }

  private Map<String, Object> assemble() {
    Map<String, Object> components = new TreeMap<>(schemas.components());
    components.put("Problem", problem());
    return ordered(
        "openapi",
        "3.1.0",
        "info",
        ordered(
            "title",
            "Clef",
            "version",
            "1",
            "description",
            "Every error is a problem document (RFC 9457) with a stable code; a field that was"
                + " refused is named with a reason from a fixed list."),
        "security",
        List.of(Map.of("session", List.of()), Map.of("bearer", List.of())),
        "paths",
        paths,
        "components",
        ordered(
            "securitySchemes",
            ordered(
                "session",
                ordered("type", "apiKey", "in", "cookie", "name", "__Host-session"),
                "bearer",
                ordered("type", "http", "scheme", "bearer")),
            "schemas",
            components));
  }

  private void add(RequestMappingInfo mapping, Method method) {
    for (String path : mapping.getPatternValues()) {
      for (RequestMethod verb : mapping.getMethodsCondition().getMethods()) {
        Map<String, Object> operations = paths.computeIfAbsent(path, _ -> new TreeMap<>());
        Object before =
            operations.put(ApiSchemas.lower(verb.name()), operation(mapping, method, path, verb));
        if (before != null) {
          throw new IllegalStateException("two methods for " + verb + " " + path);
        }
      }
    }
  }

  private Map<String, Object> operation(
      RequestMappingInfo mapping, Method method, String path, RequestMethod verb) {
    Map<String, Object> operation = new LinkedHashMap<>();
    String group = method.getDeclaringClass().getSimpleName().replaceFirst("Controller$", "");
    operation.put(
        "operationId", ApiSchemas.snake(group) + "_" + ApiSchemas.snake(method.getName()));
    Described described = method.getAnnotation(Described.class);
    if (described != null) {
      operation.put("summary", described.value());
    }
    if (isPublic(path, verb)) {
      operation.put("security", List.of());
    }
    List<Object> parameters = new ArrayList<>();
    for (Parameter parameter : method.getParameters()) {
      parameter(parameter, parameters, operation);
    }
    if (!parameters.isEmpty()) {
      operation.put("parameters", parameters);
    }
    operation.put("responses", responses(mapping, method, described));
    return operation;
  }

  private void parameter(
      Parameter parameter, List<Object> parameters, Map<String, Object> operation) {
    ResolvableType type = ResolvableType.forType(parameter.getParameterizedType());
    PathVariable inPath = parameter.getAnnotation(PathVariable.class);
    RequestParam inQuery = parameter.getAnnotation(RequestParam.class);
    if (inPath != null) {
      String name = inPath.value().isEmpty() ? parameter.getName() : inPath.value();
      parameters.add(described(parameter, name, "path", true, type));
    } else if (inQuery != null) {
      String name = inQuery.value().isEmpty() ? parameter.getName() : inQuery.value();
      boolean required =
          inQuery.required() && inQuery.defaultValue().equals(ValueConstants.DEFAULT_NONE);
      parameters.add(described(parameter, name, "query", required, type));
    } else if (parameter.isAnnotationPresent(RequestBody.class)) {
      operation.put(
          "requestBody",
          ordered("required", true, "content", content("application/json", schemas.of(type))));
    }
  }

  private Map<String, Object> described(
      Parameter parameter, String name, String in, boolean required, ResolvableType type) {
    Map<String, Object> entry = ordered("name", name, "in", in, "required", required);
    Described described = parameter.getAnnotation(Described.class);
    if (described != null) {
      entry.put("description", described.value());
    }
    entry.put("schema", schemas.of(type));
    return entry;
  }

  private Map<String, Object> responses(
      RequestMappingInfo mapping, Method method, @Nullable Described described) {
    ResolvableType type = ResolvableType.forMethodReturnType(method);
    if (ResponseEntity.class.equals(type.toClass())) {
      type = type.getGeneric(0);
    }
    boolean empty = void.class.equals(type.toClass()) || Void.class.equals(type.toClass());
    ResponseStatus status = method.getAnnotation(ResponseStatus.class);
    int code = status != null ? status.value().value() : empty ? 204 : 200;
    Map<String, Object> success = ordered("description", empty ? "Done." : "The answer.");
    if (!empty) {
      String media =
          mapping.getProducesCondition().getProducibleMediaTypes().stream()
              .map(Object::toString)
              .findFirst()
              .orElse("application/json");
      success.put("content", content(media, schemas.of(type)));
    }
    String problems =
        described == null || described.problems().length == 0
            ? "A problem."
            : "A problem: " + String.join(", ", described.problems()) + ", or one any address has.";
    return ordered(
        Integer.toString(code),
        success,
        "default",
        ordered("description", problems, "content", content(ProblemWriter.MEDIA_TYPE, PROBLEM)));
  }

  private boolean isPublic(String path, RequestMethod verb) {
    PathContainer example = PathContainer.parsePath(path.replaceAll("\\{[^/]*}", "x"));
    return publicPaths.stream()
        .filter(open -> open.method().equals(HttpMethod.valueOf(verb.name())))
        .map(open -> PathPatternParser.defaultInstance.parse(open.pattern()))
        .anyMatch((PathPattern pattern) -> pattern.matches(example));
  }

  private static Map<String, Object> content(String media, Map<String, Object> schema) {
    return Map.of(media, Map.of("schema", schema));
  }

  private static Map<String, Object> problem() {
    Map<String, Object> text = Map.of("type", "string");
    Map<String, Object> field =
        ordered(
            "type",
            "object",
            "properties",
            ordered("field", text, "code", ordered("type", "string", "enum", reasons())),
            "required",
            List.of("field", "code"));
    return ordered(
        "type",
        "object",
        "properties",
        ordered(
            "type", text,
            "title", text,
            "status", ordered("type", "integer", "format", "int32"),
            "code", text,
            "errors", ordered("type", "array", "items", field),
            "request_id", text),
        "required",
        List.of("type", "title", "status", "code", "request_id"));
  }

  private static List<String> reasons() {
    return Arrays.stream(FieldReason.values()).map(FieldReason::code).toList();
  }
}
