package dev.clef.staff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.keys.Custody;
import dev.clef.keys.CustodyFigures.Holder;
import dev.clef.keys.DataKeyRotation;
import dev.clef.keys.EpochKeeper;
import dev.clef.keys.EpochKeeper.EpochState;
import dev.clef.keys.Epochs;
import dev.clef.keys.IndexRotation;
import dev.clef.keys.KeyRotations;
import dev.clef.keys.KeyRotations.ServiceKeyState;
import dev.clef.keys.ServiceKeyKind;
import dev.clef.keys.SigningKey;
import dev.clef.platform.web.pages.Reader;
import dev.clef.rights.ErasureFigures;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The keys as the console tells them. */
class KeysPageTest {

  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  private static final Reader GERMAN = new Reader(Locale.GERMAN, ZoneOffset.UTC);
  private static final Holder FOLDER = new Holder("file", Custody.SOFTWARE, false, true);
  private static final Holder TOKEN = new Holder("pkcs11:säule", Custody.HSM, false, false);

  private static Instant day(int day) {
    return START.plus(Duration.ofDays(day));
  }

  /** Destroyed, retired, current and being prepared; ten days in 600 units. */
  private static final List<EpochState> EPOCHS =
      List.of(
          new EpochState(4, "preparing", day(9), null, null),
          new EpochState(3, "current", day(7), null, null),
          new EpochState(2, "retired", day(3), day(8), null),
          new EpochState(1, "destroyed", day(0), day(4), day(5)));

  @Test
  void an_epoch_is_current_from_the_end_of_the_one_before_to_its_own() {
    EpochTimeline timeline =
        EpochTimeline.of(EPOCHS, Duration.ofHours(24), day(10), ChartsTest.words(), GERMAN);
    assertThat(timeline.from()).isEqualTo("1. März");
    assertThat(timeline.to()).isEqualTo("11. März");
    assertThat(drawn(timeline, 4)).containsExactly("preparing 540+60");
    assertThat(drawn(timeline, 3)).containsExactly("preparing 420+60", "current 480+120");
    assertThat(drawn(timeline, 2))
        .containsExactly("preparing 180+60", "current 240+240", "retired 480+120");
    assertThat(drawn(timeline, 1))
        .containsExactly("current 0+240", "retired 240+60", "destroyed 300+300");
    assertThat(line(timeline, 2).meaning()).contains("10.03.2026, 00:00");
    assertThat(line(timeline, 1).parts().get(1).title())
        .isEqualTo("abgelöst · 05.03.2026, 00:00 – 06.03.2026, 00:00");
    assertThat(line(timeline, 4).current()).isNull();
  }

  @Test
  void a_moment_is_drawn_as_a_line_and_old_epochs_stand_in_the_table_alone() {
    List<EpochState> many =
        IntStream.range(0, 20)
            .mapToObj(i ->
                new EpochState(
                    20 - i,
                    i == 0 ? "current" : "destroyed",
                    day(19 - i),
                    i == 0 ? null : day(20 - i),
                    i == 0 ? null : day(20 - i).plusSeconds(60)))
            .toList();
    EpochTimeline timeline =
        EpochTimeline.of(many, Duration.ZERO, day(20), ChartsTest.words(), GERMAN);
    assertThat(timeline.lines()).hasSize(EpochTimeline.SHOWN);
    assertThat(timeline.all()).hasSize(20);
    assertThat(timeline.all().getLast().parts()).isEmpty();
    assertThat(timeline.lines().getFirst().epoch()).isEqualTo(20);
    assertThat(timeline.lines())
        .allSatisfy(line ->
            assertThat(line.parts())
                .allMatch(part ->
                    part.width() >= 2
                        && part.x() >= 0
                        && part.x() + part.width() <= EpochTimeline.WIDTH));
  }

  @Test
  void who_answers_is_told_of_all_holders_together() {
    assertThat(page(List.of(FOLDER), null).reach()).isEqualTo("all");
    assertThat(page(List.of(TOKEN, FOLDER), null).reach()).isEqualTo("some");
    assertThat(page(List.of(TOKEN), null).reach()).isEqualTo("none");
    assertThat(page(List.of(TOKEN, FOLDER), null).places())
        .extracting(KeysPage.Place::label)
        .containsExactly("säule", "");
    assertThat(page(List.of(FOLDER), null).stored()).as("the database is away").isNull();
  }

  @Test
  void a_change_that_does_not_go_on_never_tells_whose_keys_stop_it() {
    String problem = "the keys of 1 people do not open, first person 0190-…";
    assertThat(change(true, null, 0).how()).isEqualTo("running");
    assertThat(change(false, null, 0).how()).isEqualTo("waiting");
    assertThat(change(false, "the token is away", 0).how()).isEqualTo("stopped");
    assertThat(change(false, problem, 1).how()).isEqualTo("damaged");
    assertThat(change(false, problem, 1).toString()).doesNotContain("0190");
    assertThat(change(true, null, 0).steps())
        .extracting(KeysPage.Step::percent)
        .containsExactly(75L, 100L);
    assertThat(change(true, null, 0).steps().getFirst().left())
        .isEqualTo("3.000 von 4.000 Personen");
  }

  @Test
  void a_kind_of_key_without_words_keeps_its_name_and_what_can_be_replaced_has_its_command() {
    KeysPage.Stored stored = stored(status(false, null, 0));
    assertThat(stored.services())
        .extracting(KeysPage.ServiceKeys::name)
        .containsExactly("Protokollschlüssel", "made up");
    assertThat(stored.services())
        .extracting(KeysPage.ServiceKeys::command)
        .containsExactly("./clef keys rotate audit", "");
    assertThat(stored.root()).isEqualTo(2);
    assertThat(stored.epoch()).isEqualTo(3);
    assertThat(stored.next()).isNotNull();
    assertThat(stored.rotations())
        .extracting(KeysPage.Rotation::title)
        .containsExactly(
            "Neue Datenschlüssel für alle, Rotation 1",
            "Neue Schlüssel, mit denen Personen gefunden werden, Version 2");
    assertThat(stored.rotations().get(0).left()).isEmpty();
    assertThat(stored.rotations().get(1).left()).contains("2");
  }

  @Test
  void there_are_words_for_every_state_and_kind() {
    for (Epochs.State state : Epochs.State.values()) {
      ChartsTest.requireWords("console.keys.state." + code(state));
      ChartsTest.requireWords("console.keys.means." + code(state));
    }
    for (SigningKey.State state : SigningKey.State.values()) {
      ChartsTest.requireWords("console.keys.state." + code(state));
    }
    for (ServiceKeyKind kind : ServiceKeyKind.values()) {
      ChartsTest.requireWords("console.keys.kind." + code(kind));
      ChartsTest.requireWords("console.keys.for." + code(kind));
    }
    for (Custody custody : Custody.values()) {
      ChartsTest.requireWords("console.keys.custody." + code(custody));
      ChartsTest.requireWords("console.keys.place." + code(custody));
    }
  }

  private static String code(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static KeysPage.Change change(boolean running, @Nullable String problem, int damaged) {
    KeysPage.Change change = stored(status(running, problem, damaged)).change();
    assertThat(change).isNotNull();
    return Objects.requireNonNull(change);
  }

  private static EpochKeeper.Status status(boolean running, @Nullable String problem, int damaged) {
    return new EpochKeeper.Status(
        "software",
        Duration.ofDays(7).toSeconds(),
        Duration.ofHours(24).toSeconds(),
        EPOCHS,
        running,
        problem,
        new EpochKeeper.Change(4, "wrap", 4000, 3000, 4001, damaged));
  }

  private static KeysPage.Stored stored(EpochKeeper.Status epochs) {
    KeyRotations.Status rotations =
        new KeyRotations.Status(
            List.of(
                new KeyRotations.RootState(2, "current", day(2), null, null),
                new KeyRotations.RootState(1, "retired", day(0), day(2), null)),
            List.of(
                new KeyRotations.SigningState(
                    "log", 1, "ed25519", "current", "hsm", day(0), null, null)),
            List.of(
                new ServiceKeyState("audit", 3, 4, day(9)),
                new ServiceKeyState("made_up", 1, 1, day(9))),
            new DataKeyRotation.Status(1, day(1), null, 10, 5, 0),
            new IndexRotation.Status(2, day(1), null, null, 10, 8, 2, 1));
    return Objects.requireNonNull(
        page(List.of(FOLDER), new KeysFigures.Stored(epochs, rotations)).stored());
  }

  private static KeysPage page(List<Holder> holders, KeysFigures.@Nullable Stored stored) {
    return KeysPage.of(
        new KeysFigures(
            day(10),
            Custody.SOFTWARE,
            holders,
            false,
            "eu",
            new ErasureFigures.Stages(1, 2),
            stored),
        ChartsTest.words(),
        GERMAN);
  }

  private static EpochTimeline.Line line(EpochTimeline timeline, int epoch) {
    return timeline.lines().stream()
        .filter(line -> line.epoch() == epoch)
        .findFirst()
        .orElseThrow();
  }

  private static List<String> drawn(EpochTimeline timeline, int epoch) {
    return line(timeline, epoch).parts().stream()
        .map(part -> part.state() + " " + part.x() + "+" + part.width())
        .toList();
  }
}
