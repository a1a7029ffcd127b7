package dev.clef.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clef.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Period;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every type of event that is appended anywhere has a time for which it is kept. */
class RetentionClassTest {

  private static final Pattern APPENDED =
      Pattern.compile(
          "(?:AuditEvent\\s*\\.\\s*(?:service|listener|staff)|new AuditEvent|\\.event"
              + "|\\bhappened|\\bevent)\\(\\s*(?:\"([^\"]+)\"|(type\\b))");

  /** Where the type comes from elsewhere: from literals of the same file, or by these methods. */
  private static final Set<String> PASSED_ON =
      Set.of(
          "AuditConfiguration.java",
          "AuditEvent.java",
          "BatchWriter.java",
          "Clients.java",
          "ElevationEvents.java",
          "StaffPeople.java",
          "StaffSignIn.java",
          "Access.java");

  /** One of two. */
  private static final Pattern CHOSEN =
      Pattern.compile("AuditEvent\\s*\\.\\s*\\w+\\(\\s*\\w+ \\? \"([^\"]+)\" : \"([^\"]+)\"");

  private static final Pattern TYPE_IN_A_VARIABLE = Pattern.compile("String type = \"([^\"]+)\"");

  @Test
  void every_type_that_is_appended_is_listed_in_exactly_one_class() throws IOException {
    Set<String> types = new TreeSet<>();
    Set<String> passing = new TreeSet<>();
    for (Path file : sources()) {
      String text = Files.readString(file);
      Matcher call = APPENDED.matcher(text);
      while (call.find()) {
        if (call.group(1) == null) {
          passing.add(file.getFileName().toString());
        } else {
          types.add(call.group(1));
        }
      }
      CHOSEN.matcher(text).results().forEach(it -> types.addAll(List.of(it.group(1), it.group(2))));
      TYPE_IN_A_VARIABLE.matcher(text).results().forEach(it -> types.add(it.group(1)));
    }
    assertThat(passing).isEqualTo(new TreeSet<>(PASSED_ON));
    assertThat(types)
        .hasSizeGreaterThan(30)
        .contains(
            "account.imported",
            "log.fork_settled",
            "staff.sign_in.failed",
            "data.read",
            "keys.epoch.");
    List<String> unlisted = new ArrayList<>();
    for (String type : types) {
      long classes = Arrays.stream(RetentionClass.values()).filter(it -> it.lists(type)).count();
      if (classes != 1) {
        unlisted.add(type);
      }
    }
    assertThat(unlisted).isEmpty();
  }

  @Test
  void what_nobody_has_listed_is_kept_the_longest() {
    assertThat(RetentionClass.of("test.happened")).isEqualTo(RetentionClass.PROOF);
    assertThat(RetentionClass.of("")).isEqualTo(RetentionClass.PROOF);
    assertThat(RetentionClass.of("sign_in.failed")).isEqualTo(RetentionClass.SIGN_IN);
    assertThat(RetentionClass.of("keys.epoch.current")).isEqualTo(RetentionClass.PROOF);
  }

  @Test
  void times_lie_between_the_minimum_and_the_maximum() {
    Period months = Period.ofMonths(12);
    RetentionProperties usual =
        new RetentionProperties(
            months,
            Period.ofMonths(24),
            Period.ofYears(3),
            Period.ofYears(10),
            Duration.ofDays(35),
            true);
    for (RetentionClass one : RetentionClass.values()) {
      assertThat(usual.months(one)).isEqualTo(one.usualMonths());
      assertThat(one.usualMonths()).isBetween(one.minimumMonths(), one.maximumMonths());
    }
    for (Period wrong :
        List.of(Period.ofMonths(11), Period.ofMonths(25), Period.of(0, 12, 1), Period.ZERO)) {
      assertThatThrownBy(() ->
              new RetentionProperties(
                  wrong,
                  Period.ofMonths(24),
                  Period.ofYears(3),
                  Period.ofYears(10),
                  Duration.ofDays(35),
                  true))
          .hasMessageContaining("clef.retention.sign-in: whole months, from 12m to 24m");
    }
    YearMonth month = YearMonth.of(2025, 11);
    assertThat(usual.isOver(month, RetentionClass.SIGN_IN, YearMonth.of(2026, 11))).isFalse();
    assertThat(usual.isOver(month, RetentionClass.SIGN_IN, YearMonth.of(2026, 12))).isTrue();
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(TestData.root().resolve("server/src/main/java"))) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }
}
