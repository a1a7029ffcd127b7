package dev.clef.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UserReaderTest {

  private static UserReader reader(String json) {
    return new UserReader(
        new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), List.of());
  }

  private static List<UserRecord> all(UserReader reader) {
    List<UserRecord> records = new ArrayList<>();
    while (reader.next()) {
      reader.read().ifPresent(records::add);
    }
    return records;
  }

  private static String sent(String user) {
    List<UserRecord> records = all(reader("{\"realm\":\"r\",\"users\":[" + user + "]}"));
    assertThat(records).hasSize(1);
    return new String(records.getFirst().json(), StandardCharsets.UTF_8);
  }

  @Test
  void users_are_found_between_everything_else() {
    UserReader reader =
        reader(
            """
            {"id": 1, "roles": {"realm": [{"users": [1, 2]}], "users": {}},
             "realm": "a", "users": [
              {"id": "1"},
              {"id": "2", "more": [[{}]]}
             ],
             "clients": [{"realm": "no"}]}
            """);
    assertThat(all(reader))
        .extracting(UserRecord::index, UserRecord::line, UserRecord::realm)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(0L, 3L, "a"),
            org.assertj.core.groups.Tuple.tuple(1L, 4L, "a"));
    assertThat(reader.malformed()).isEmpty();
    assertThat(reader.realms()).containsExactly("a");
  }

  @Test
  void a_realm_that_stands_after_its_users_is_known_from_the_first_reading() {
    String json = "{\"users\":[{}],\"realm\":\"late\"}";
    UserReader first = reader(json);
    while (first.next()) {
      first.skip();
    }
    UserReader second =
        new UserReader(
            new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), first.realms());
    assertThat(all(second)).extracting(UserRecord::realm).containsExactly("late");
  }

  @Test
  void a_list_of_realms_is_read_as_one_file() {
    UserReader reader =
        reader(
            "[{\"realm\":\"a\",\"users\":[{}]},{\"realm\":\"b\"},{\"realm\":\"c\",\"users\":[{},{}]}]");
    assertThat(all(reader)).extracting(UserRecord::realm).containsExactly("a", "c", "c");
    assertThat(reader.realms()).containsExactly("a", "b", "c");
  }

  @Test
  void a_realm_without_users_has_none() {
    for (String json : List.of("{\"realm\":\"r\"}", "{\"realm\":\"r\",\"users\":[]}", "[]")) {
      UserReader reader = reader(json);
      assertThat(all(reader)).isEmpty();
      assertThat(reader.malformed()).isEmpty();
    }
  }

  @Test
  void a_byte_order_mark_is_passed_over() {
    assertThat(all(reader("\uFEFF{\"realm\":\"r\",\"users\":[{}]}"))).hasSize(1);
  }

  @Test
  void users_of_another_directory_are_counted() {
    UserReader reader = reader("{\"realm\":\"r\",\"federatedUsers\":[{\"id\":\"1\"},{}]}");
    assertThat(all(reader)).isEmpty();
    assertThat(reader.federated()).isEqualTo(2);
  }

  @Test
  void what_is_no_export_is_refused_with_its_place_and_without_its_words() {
    for (String json :
        List.of(
            "\"hello\"",
            "{\"users\":{\"Jane\":1}}",
            "{\"users\":null}",
            "{\"realm\":7}",
            "{\"realm\":\"a\",\"realm\":\"Jane\"}",
            "{\"realm\":\"a\"}{\"realm\":\"Jane\"}",
            "[[]]",
            "[7]")) {
      assertThatThrownBy(() -> all(reader(json)))
          .as(json)
          .isInstanceOf(CliException.class)
          .hasMessageContaining("line 1")
          .hasMessageNotContaining("Jane");
    }
  }

  @Test
  void a_truncated_tail_is_named() {
    String json = "{\"realm\":\"r\",\"users\":[\n{\"id\":\"1\"},\n{\"id\":\"2\",\"x\":";
    UserReader reader = reader(json);
    assertThat(all(reader)).hasSize(1);
    assertThat(reader.malformed())
        .hasValueSatisfying(stop -> {
          assertThat(stop.what()).isEqualTo("the file ends in the middle");
          assertThat(stop.line()).isEqualTo(3);
          assertThat(stop.column()).isEqualTo(15);
          assertThat(stop.offsetBytes()).isEqualTo(json.length());
        });
  }

  @Test
  void garbage_is_named_by_line_column_and_byte_and_is_not_quoted() {
    UserReader reader = reader("{\"realm\":\"r\",\"users\":[\n{\"id\":\"1\"},\n{\"id\": Jane}]}");
    assertThat(all(reader)).hasSize(1);
    assertThat(reader.malformed())
        .hasValueSatisfying(stop -> {
          assertThat(stop.line()).isEqualTo(3);
          assertThat(stop.offsetBytes()).isBetween(40L, 46L);
          assertThat(stop.problem()).doesNotContain("Jane");
        });
    assertThat(reader.next()).isFalse();
  }

  @Test
  void bytes_that_are_no_utf_8_are_malformed() {
    byte[] json = "{\"realm\":\"r\",\"users\":[{\"id\":\"?\"}]}".getBytes(StandardCharsets.UTF_8);
    json[json.length - 5] = (byte) 0xC0;
    UserReader reader = new UserReader(new ByteArrayInputStream(json), List.of());
    assertThat(all(reader)).isEmpty();
    assertThat(reader.malformed()).isPresent();
  }

  @Test
  void what_is_no_object_is_one_rejected_record() {
    for (String user : List.of("null", "7", "\"text\"", "[{}]", "true")) {
      assertThat(sent(user)).as(user).isEqualTo("\"malformed\"");
    }
  }

  @Test
  void texts_and_numbers_arrive_as_they_were() {
    assertThat(sent("{\"a\":\"\\u00e9\\ud83d\\ude00 \\\"\\\\\",\"n\":12345678901234567890.10e-3}"))
        .isEqualTo("{\"a\":\"é😀 \\\"\\\\\",\"n\":12345678901234567890.10e-3}");
    assertThat(sent("{\"a\":[true,false,null,{}],\"b\":{}}"))
        .isEqualTo("{\"a\":[true,false,null,{}],\"b\":{}}");
  }

  @Test
  void half_a_character_is_not_text() {
    for (String half : List.of("\\ud800", "\\udc00", "\\udc00\\ud800", "x\\ud83d")) {
      assertThat(sent("{\"a\":\"" + half + "\"}")).as(half).isEqualTo("\"not_text\"");
    }
  }

  @Test
  void half_a_character_in_the_name_of_a_member_ends_the_file_with_its_place() {
    UserReader reader = reader("{\"realm\":\"r\",\"users\":[{},{\"\\ud800\":1},{}]}");
    assertThat(all(reader)).hasSize(1);
    assertThat(reader.malformed()).hasValueSatisfying(stop -> assertThat(stop.line()).isOne());
  }

  @Test
  void a_member_that_stands_twice_rejects_the_record_and_not_the_file() {
    List<UserRecord> records =
        all(
            reader(
                "{\"realm\":\"r\",\"users\":[{\"a\":1,\"a\":2},{\"b\":{\"a\":1},\"a\":{\"a\":1}}]}"));
    assertThat(records)
        .extracting(UserRecord::reason)
        .containsExactly(Optional.of(RecordReason.DUPLICATE_MEMBER), Optional.empty());
  }

  @Test
  void what_the_server_would_not_read_is_too_large() {
    String text = "x".repeat(RecordCopy.MAX_STRING_CHARS);
    String name = "n".repeat(RecordCopy.MAX_NAME_BYTES);
    String digits = "1".repeat(RecordCopy.MAX_NUMBER_CHARS);
    String open = "[".repeat(RecordCopy.MAX_DEPTH - 1);
    String close = "]".repeat(RecordCopy.MAX_DEPTH - 1);
    String within =
        "{\"" + name + "\":\"" + text + "\",\"n\":" + digits + ",\"d\":" + open + close + "}";
    assertThat(sent(within)).isEqualTo(within);
    for (String beyond :
        List.of(
            "{\"a\":\"" + text + "x\"}",
            "{\"" + name + "n\":1}",
            "{\"a\":" + digits + "1}",
            "{\"a\":[" + open + close + "]}",
            "{\"a\":[" + ("\"" + text + "\",").repeat(40) + "1]}")) {
      assertThat(sent(beyond)).isEqualTo("\"too_large\"");
    }
  }

  @Test
  void a_file_larger_than_memory_is_read_in_constant_memory() {
    // 2 GiB of users through a heap of 768 MiB.
    byte[] user = ("{\"id\":\"" + "x".repeat(16_000) + "\"},").getBytes(StandardCharsets.UTF_8);
    long users = (2L << 30) / user.length + 9;
    InputStream file = new RepeatingStream("{\"realm\":\"r\",\"users\":[", user, users, "{}]}");
    UserReader reader = new UserReader(file, List.of());
    long records = 0;
    while (reader.next()) {
      reader.skip();
      records++;
    }
    assertThat(reader.malformed()).isEmpty();
    assertThat(records).isEqualTo(users + 1);
    assertThat(reader.offsetBytes()).isGreaterThan(1L << 31);
  }
}
