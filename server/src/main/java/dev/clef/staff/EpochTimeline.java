package dev.clef.staff;

import dev.clef.keys.EpochKeeper.EpochState;
import dev.clef.platform.web.pages.Reader;
import dev.clef.platform.web.pages.Words;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The epochs side by side in time, ready to be drawn as SVG: a strip an epoch, a part for each
 * state it was in. The moments stand in the table behind it.
 *
 * @param from the left end of every strip, as the axis says it
 * @param to the right end, likewise: now
 * @param lines the newest epochs, the newest first
 * @param all every epoch, the newest first
 */
public record EpochTimeline(String from, String to, List<Line> lines, List<Line> all) {

  static final int WIDTH = 600;
  static final int SHOWN = 8;
  private static final int LINE = 2;
  private static final Duration FEW_DAYS = Duration.ofDays(3);
  private static final String DESTROYED = "destroyed";

  /**
   * An epoch.
   *
   * @param state the code of its state
   * @param meaning what the state means for people and for backups, in a sentence; empty where it
   *     was said of the one above
   * @param parts what is drawn; nothing of an epoch that is not shown
   * @param current since when keys were read under it; null while it is being prepared
   */
  public record Line(
      int epoch,
      String state,
      String stateName,
      String meaning,
      List<Part> parts,
      Stamp prepared,
      @Nullable Stamp current,
      @Nullable Stamp retired,
      @Nullable Stamp destroyed) {}

  /**
   * A stretch of time.
   *
   * @param state the code of the state in it
   */
  public record Part(int x, int width, String state, String title) {}

  /** The strips of epochs, the newest first, as {@code EpochKeeper} tells them. */
  static EpochTimeline of(
      List<EpochState> epochs, Duration hold, Instant now, Words words, Reader reader) {
    List<EpochState> shown = epochs.subList(0, Math.min(SHOWN, epochs.size()));
    Instant first = shown.stream().map(EpochState::createdAt).min(Instant::compareTo).orElse(now);
    Map<Integer, Instant> current = currentSince(epochs);
    Drawing drawing = new Drawing(first, now, hold, words, reader);
    List<Line> all = new ArrayList<>();
    boolean said = false;
    for (EpochState epoch : epochs) {
      Instant since = current.get(epoch.epoch());
      all.add(drawing.line(epoch, since, all.size() < shown.size(), said));
      said = epoch.state().equals(DESTROYED);
    }
    return new EpochTimeline(
        drawing.end(first), drawing.end(now), all.subList(0, shown.size()), List.copyOf(all));
  }

  /** An epoch is current from the moment on at which the one before is retired. */
  private static Map<Integer, Instant> currentSince(List<EpochState> epochs) {
    Map<Integer, Instant> since = new TreeMap<>();
    for (EpochState epoch : epochs) {
      boolean isFirst = epochs.stream().noneMatch(other -> other.epoch() == epoch.epoch() - 1);
      if (isFirst) {
        since.put(epoch.epoch(), epoch.createdAt());
      }
      if (epoch.retiredAt() != null) {
        since.put(epoch.epoch() + 1, epoch.retiredAt());
      }
    }
    return since;
  }

  /** The scale of all strips, and whom they are drawn for. */
  private record Drawing(Instant from, Instant to, Duration hold, Words words, Reader reader) {

    /** An end of the axis: a day, or a time where there are few days. */
    String end(Instant at) {
      return Duration.between(from, to).compareTo(FEW_DAYS) < 0
          ? Words.shortDateAndTime(reader, at)
          : Words.dayOfYear(reader.language(), LocalDate.ofInstant(at, reader.zone()));
    }

    /** The same is not said twice of destroyed epochs, which are many in the end. */
    Line line(EpochState epoch, @Nullable Instant current, boolean shown, boolean said) {
      return new Line(
          epoch.epoch(),
          epoch.state(),
          state(epoch.state()),
          said && epoch.state().equals(DESTROYED) ? "" : meaning(epoch),
          shown ? parts(epoch, current) : List.of(),
          Stamp.at(epoch.createdAt(), reader),
          Stamp.orNull(current, reader),
          Stamp.orNull(epoch.retiredAt(), reader),
          Stamp.orNull(epoch.destroyedAt(), reader));
    }

    private String state(String code) {
      return words.say(reader.language(), "console.keys.state." + code);
    }

    private String meaning(EpochState epoch) {
      Instant retired = epoch.retiredAt();
      String due = retired == null ? "" : Words.shortDateAndTime(reader, retired.plus(hold));
      return words.say(reader.language(), "console.keys.means." + epoch.state(), due);
    }

    private List<Part> parts(EpochState epoch, @Nullable Instant current) {
      List<Part> parts = new ArrayList<>();
      add(parts, "preparing", epoch.createdAt(), current == null ? to : current);
      if (current != null) {
        add(parts, "current", current, epoch.retiredAt() == null ? to : epoch.retiredAt());
      }
      if (epoch.retiredAt() != null) {
        Instant end = epoch.destroyedAt() == null ? to : epoch.destroyedAt();
        add(parts, "retired", epoch.retiredAt(), end);
      }
      if (epoch.destroyedAt() != null) {
        add(parts, DESTROYED, epoch.destroyedAt(), to);
      }
      return parts;
    }

    /**
     * At least a line: an hour in a year of epochs is seen, and what begins just now. What took no
     * time and is over is not drawn.
     */
    private void add(List<Part> parts, String state, Instant begin, Instant end) {
      if (begin.isBefore(end) || !end.isBefore(to)) {
        int x = Math.min(place(begin), WIDTH - LINE);
        int width = Math.max(LINE, place(end) - x);
        parts.add(new Part(x, width, state, state(state) + " · " + span(begin, end)));
      }
    }

    private String span(Instant begin, Instant end) {
      String since = Words.shortDateAndTime(reader, begin);
      return end.equals(to) ? since + " –" : since + " – " + Words.shortDateAndTime(reader, end);
    }

    private int place(Instant at) {
      long whole = Math.max(1, Duration.between(from, to).toMillis());
      long passed = Duration.between(from, at).toMillis();
      return Math.clamp(passed * WIDTH / whole, 0, WIDTH);
    }
  }
}
