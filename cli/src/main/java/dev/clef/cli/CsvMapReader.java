package dev.clef.cli;

import dev.clef.cli.CsvConversion.Day;
import dev.clef.cli.CsvConversion.Epoch;
import dev.clef.cli.CsvConversion.Flag;
import dev.clef.cli.CsvConversion.Text;
import dev.clef.cli.CsvConversion.Time;
import dev.clef.ledger.MalformedException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Reads a map strictly: what it does not know is an error, before anything is sent. */
final class CsvMapReader {

  private static final Set<String> TEXTS =
      Set.of(
          "id",
          "username",
          "email",
          "given_name",
          "family_name",
          "display_name",
          "country",
          "locale",
          "phone_number",
          "address");
  private static final Set<String> FLAGS =
      Set.of("email_verified", "enabled", "must_change_password");
  private static final Set<String> PASSWORD_PARTS =
      Set.of("hash", "algorithm", "salt", "iterations", "memory", "block_size", "parallelism");
  private static final Map<String, Set<String>> PASSWORD_ENCODINGS =
      Map.of("encoding", Set.of("base64", "hex"), "salt_encoding", Set.of("base64", "hex", "text"));

  private CsvMapReader() {}

  /**
   * Reads a map.
   *
   * @throws MalformedException saying what is wrong with it
   */
  static CsvMap read(String json) {
    JsonNode map = Json.parse(json.startsWith("\uFEFF") ? json.substring(1) : json);
    members(map, "the map", Set.of("system", "separator", "quote", "encoding", "null", "fields"));
    String system = required(map, "system");
    wrongUnless(!system.isBlank() && system.length() <= 100, "system is 1 to 100 characters");
    wrongUnless(map.path("fields").isObject(), "fields is missing");
    Map<String, CsvValue> fields = new LinkedHashMap<>();
    Map<String, CsvValue> password = new LinkedHashMap<>();
    Map<String, CsvValue> imported = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : map.path("fields").properties()) {
      String name = field.getKey();
      if (name.equals("password")) {
        password.putAll(password(field.getValue()));
      } else if (name.startsWith(CsvMap.IMPORTED)) {
        String kept = name.substring(CsvMap.IMPORTED.length());
        int bytes = kept.getBytes(StandardCharsets.UTF_8).length;
        wrongUnless(bytes >= 1 && bytes <= RecordCopy.MAX_NAME_BYTES, name + ": a name too long");
        imported.put(kept, value(name, field.getValue(), Kind.TEXT));
      } else {
        fields.put(name, value(name, field.getValue(), kind(name)));
      }
    }
    wrongUnless(fields.containsKey("id"), "fields has no id, by which people are known again");
    wrongUnless(fields.containsKey("username"), "fields has no username");
    for (String own : List.of("id", "username")) {
      wrongUnless(
          !fields.getOrDefault(own, CsvValue.column(own, new Text())).columns().isEmpty(),
          own + " cannot be the same for all");
    }
    return new CsvMap(system, dialect(map), nulls(map), fields, password, imported);
  }

  private enum Kind {
    TEXT,
    FLAG,
    DAY,
    TIME
  }

  private static Kind kind(String field) {
    wrongUnless(
        TEXTS.contains(field)
            || FLAGS.contains(field)
            || field.equals("birth_date")
            || field.equals("created_at"),
        "there is no field " + field + "; what has no field is kept as imported.NAME");
    return FLAGS.contains(field)
        ? Kind.FLAG
        : field.equals("birth_date")
            ? Kind.DAY
            : field.equals("created_at") ? Kind.TIME : Kind.TEXT;
  }

  private static CsvDialect dialect(JsonNode map) {
    CsvDialect usual = CsvDialect.RFC_4180;
    String separator = optional(map, "separator", String.valueOf(usual.separator()));
    String quote = optional(map, "quote", "\"");
    String encoding = optional(map, "encoding", "utf-8").toLowerCase(Locale.ROOT);
    Charset charset = CsvDialect.ENCODINGS.get(encoding);
    wrongUnless(isMark(separator), "separator is one character");
    wrongUnless(quote.isEmpty() || isMark(quote), "quote is one character, or empty for none");
    wrongUnless(!separator.equals(quote), "separator and quote are the same");
    if (charset == null) {
      throw new MalformedException(
          "encoding is one of " + String.join(", ", CsvDialect.ENCODINGS.keySet()));
    }
    return new CsvDialect(
        separator.charAt(0),
        quote.isEmpty() ? Optional.empty() : Optional.of(quote.charAt(0)),
        charset);
  }

  private static boolean isMark(String text) {
    return text.length() == 1
        && !Character.isSurrogate(text.charAt(0))
        && !text.equals("\n")
        && !text.equals("\r");
  }

  private static Set<String> nulls(JsonNode map) {
    return map.has("null") ? Set.copyOf(texts("null", map.path("null"))) : Set.of();
  }

  private static Map<String, CsvValue> password(JsonNode node) {
    if (node.isString()) {
      return Map.of("hash", value("password", node, Kind.TEXT));
    }
    Set<String> known = new LinkedHashSet<>(PASSWORD_PARTS);
    known.addAll(PASSWORD_ENCODINGS.keySet());
    members(node, "password", known);
    Map<String, CsvValue> parts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> part : node.properties()) {
      String name = part.getKey();
      Set<String> encodings = PASSWORD_ENCODINGS.get(name);
      if (encodings == null) {
        parts.put(name, value("password." + name, part.getValue(), Kind.TEXT));
      } else {
        String encoding = required(node, name);
        wrongUnless(
            encodings.contains(encoding),
            "password." + name + " is one of " + String.join(", ", encodings));
        parts.put(name, new CsvValue(List.of(), "", Optional.of(encoding), new Text()));
      }
    }
    wrongUnless(parts.containsKey("hash"), "password has no hash");
    wrongUnless(
        parts.size() == 1 || parts.containsKey("algorithm"),
        "password has parts but no algorithm; a hash that says everything itself stands alone");
    return parts;
  }

  private static CsvValue value(String name, JsonNode node, Kind kind) {
    if (node.isString()) {
      return CsvValue.column(node.stringValue(), conversion(name, node, kind));
    }
    members(
        node,
        name,
        switch (kind) {
          case TEXT -> Set.of("column", "columns", "join", "value");
          case FLAG -> Set.of("column", "true", "false", "value");
          case DAY -> Set.of("column", "format");
          case TIME -> Set.of("column", "format", "zone");
        });
    CsvConversion conversion = conversion(name, node, kind);
    int ways = (node.has("column") ? 1 : 0) + (node.has("columns") ? 1 : 0);
    wrongUnless(
        ways + (node.has("value") ? 1 : 0) == 1, name + " has one of column, columns and value");
    wrongUnless(!node.has("join") || node.has("columns"), name + ": join goes with columns");
    if (node.has("value")) {
      return new CsvValue(List.of(), "", Optional.of(required(node, "value")), conversion);
    }
    if (node.has("column")) {
      return CsvValue.column(required(node, "column"), conversion);
    }
    List<String> columns = texts(name + ".columns", node.path("columns"));
    wrongUnless(Set.copyOf(columns).size() == columns.size(), name + " names a column twice");
    return new CsvValue(columns, optional(node, "join", " "), Optional.empty(), conversion);
  }

  private static CsvConversion conversion(String name, JsonNode node, Kind kind) {
    return switch (kind) {
      case TEXT -> new Text();
      case FLAG -> flag(name, node);
      case DAY -> new Day(format(name, optional(node, "format", "uuuu-MM-dd")));
      case TIME -> time(name, node);
    };
  }

  private static CsvConversion flag(String name, JsonNode node) {
    if (!node.has("true") && !node.has("false")) {
      return Flag.USUAL;
    }
    Set<String> yes = words(name + ".true", node.path("true"));
    Set<String> no = words(name + ".false", node.path("false"));
    wrongUnless(yes.stream().noneMatch(no::contains), name + ": a word means true and false");
    return new Flag(yes, no);
  }

  private static Set<String> words(String name, JsonNode node) {
    return Set.copyOf(
        texts(name, node).stream().map(word -> word.strip().toLowerCase(Locale.ROOT)).toList());
  }

  private static CsvConversion time(String name, JsonNode node) {
    ZoneId zone;
    try {
      zone = node.has("zone") ? ZoneId.of(required(node, "zone")) : ZoneOffset.UTC;
    } catch (DateTimeException e) {
      throw new MalformedException(name + ".zone is no time zone");
    }
    String format = optional(node, "format", "iso");
    return switch (format) {
      case "iso" -> new Time(Time.iso(), zone);
      case "epoch-seconds" -> new Epoch(false);
      case "epoch-milliseconds" -> new Epoch(true);
      default -> new Time(format(name, format), zone);
    };
  }

  /** A pattern of {@link DateTimeFormatter}; {@code y} is taken for {@code u}. */
  private static DateTimeFormatter format(String name, String pattern) {
    String proleptic = pattern.replace('y', 'u');
    wrongUnless(
        proleptic.contains("uuuu"),
        name + ".format has no year of four digits, such as dd.MM.yyyy");
    try {
      return DateTimeFormatter.ofPattern(proleptic, Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);
    } catch (IllegalArgumentException e) {
      throw new MalformedException(name + ".format is no pattern of dates, such as dd.MM.yyyy");
    }
  }

  private static void members(JsonNode node, String where, Set<String> known) {
    wrongUnless(node.isObject(), where + " is no JSON object");
    for (String name : node.propertyNames()) {
      wrongUnless(known.contains(name), where + " has an unknown member " + name);
    }
  }

  private static List<String> texts(String name, JsonNode node) {
    List<String> texts = new ArrayList<>();
    wrongUnless(node.isArray() && !node.isEmpty(), name + " is no list of texts");
    for (JsonNode element : node) {
      wrongUnless(element.isString(), name + " is no list of texts");
      texts.add(element.stringValue());
    }
    return texts;
  }

  private static String required(JsonNode node, String name) {
    wrongUnless(node.path(name).isString(), name + " is missing or no text");
    return node.path(name).stringValue();
  }

  private static String optional(JsonNode node, String name, String otherwise) {
    return node.has(name) ? required(node, name) : otherwise;
  }

  private static void wrongUnless(boolean right, String what) {
    if (!right) {
      throw new MalformedException(what);
    }
  }
}
