package dev.clef.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.SerializationFeature;

/** Guesses a map from the header of a file, for a person to look at and correct. */
final class CsvSuggestion {

  private static final int SAMPLE_BYTES = 1 << 20;
  private static final List<Character> SEPARATORS = List.of(',', ';', '\t', '|');

  /** What columns are called, without case and punctuation; the first that is there is taken. */
  private static final Map<String, List<String>> NAMES = names();

  /** Columns that must not be kept as they are by accident. */
  private static final List<String> SECRETS =
      List.of("pass", "pwd", "salt", "secret", "token", "hash", "otp", "mfa");

  private CsvSuggestion() {}

  private static Map<String, List<String>> names() {
    Map<String, List<String>> names = new LinkedHashMap<>();
    names.put("id", List.of("id", "userid", "uid", "uuid", "sub", "guid", "customerid"));
    names.put(
        "username",
        List.of(
            "username", "login", "loginname", "nickname", "preferredusername", "cognitousername"));
    names.put("email", List.of("email", "mail", "emailaddress", "primaryemail"));
    names.put(
        "email_verified", List.of("emailverified", "verified", "confirmed", "emailconfirmed"));
    names.put("given_name", List.of("givenname", "firstname", "forename", "vorname"));
    names.put("family_name", List.of("familyname", "lastname", "surname", "nachname"));
    names.put("display_name", List.of("displayname", "name", "fullname"));
    names.put("birth_date", List.of("birthdate", "dateofbirth", "dob", "birthday", "born"));
    names.put("country", List.of("country", "countrycode", "land"));
    names.put("locale", List.of("locale", "language", "lang", "preferredlanguage"));
    names.put(
        "phone_number", List.of("phonenumber", "phone", "mobile", "mobilephone", "telephone"));
    names.put("address", List.of("address", "postaladdress", "streetaddress"));
    names.put("enabled", List.of("enabled", "active", "isactive"));
    names.put("created_at", List.of("createdat", "created", "datejoined", "registered", "since"));
    names.put(
        "password",
        List.of(
            "passwordhash", "password", "hashedpassword", "encryptedpassword", "pwhash", "hash"));
    return names;
  }

  /**
   * A map as JSON.
   *
   * @throws CliException when the file has no header that can be read
   */
  static String of(Path file) throws IOException {
    byte[] sample;
    try (InputStream in = Files.newInputStream(file)) {
      sample = in.readNBytes(SAMPLE_BYTES);
    }
    String encoding = encoding(sample);
    Charset charset = CsvDialect.ENCODINGS.getOrDefault(encoding, StandardCharsets.UTF_8);
    char separator = separator(new String(sample, charset));
    List<String> header =
        CsvFile.header(file, new CsvDialect(separator, Optional.of('"'), charset)).stream()
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .distinct()
            .toList();
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("system", "the-name-of-the-system");
    map.put("separator", String.valueOf(separator));
    map.put("encoding", encoding);
    map.put("fields", fields(header));
    return Json.MAPPER.writer().with(SerializationFeature.INDENT_OUTPUT).writeValueAsString(map);
  }

  private static Map<String, String> fields(List<String> header) {
    Map<String, String> fields = new LinkedHashMap<>();
    List<String> left = new ArrayList<>(header);
    NAMES.forEach((field, names) ->
        names.stream()
            .flatMap(name -> header.stream().filter(column -> plain(column).equals(name)))
            .findFirst()
            .ifPresent(column -> {
              fields.put(field, column);
              left.remove(column);
            }));
    Optional<String> name =
        Stream.of("username", "email", "id").map(fields::get).filter(Objects::nonNull).findFirst();
    name.ifPresent(column -> {
      fields.putIfAbsent("username", column);
      fields.putIfAbsent("id", column);
    });
    left.stream()
        .filter(column -> SECRETS.stream().noneMatch(plain(column)::contains))
        .forEach(column -> fields.put(CsvMap.IMPORTED + column, column));
    return fields;
  }

  private static String plain(String column) {
    return column.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

  private static String encoding(byte[] sample) {
    Set<Integer> mark = Set.of(0xfe, 0xff);
    if (sample.length >= 2 && mark.contains(sample[0] & 0xff) && mark.contains(sample[1] & 0xff)) {
      return "utf-16";
    }
    // The sample may end within a character; that is no error unless it is the end of the text.
    CoderResult result =
        StandardCharsets.UTF_8
            .newDecoder()
            .decode(ByteBuffer.wrap(sample), CharBuffer.allocate(sample.length + 1), false);
    return result.isError() ? "windows-1252" : "utf-8";
  }

  private static char separator(String sample) {
    String first = sample.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
    char best = ',';
    long most = 0;
    for (char candidate : SEPARATORS) {
      long count = first.chars().filter(unit -> unit == candidate).count();
      if (count > most) {
        most = count;
        best = candidate;
      }
    }
    return best;
  }
}
