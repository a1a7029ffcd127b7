package dev.clef.cli;

import dev.clef.cli.LogCheck.Failure;
import dev.clef.cli.StampSource.Stamp;
import dev.clef.ledger.Checkpoint;
import dev.clef.ledger.ConsistencyProof;
import dev.clef.ledger.LogSource;
import dev.clef.ledger.MalformedException;
import dev.clef.ledger.TimeStamp;
import dev.clef.ledger.TimeStampAnchors;
import dev.clef.ledger.TimeStampRefused;
import dev.clef.ledger.TimeStampRefused.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The time-stamps of a log that is whole: each over a checkpoint the log grew from, signed, by
 * whom, and in the order of time.
 */
final class StampCheck implements LogCheck.Further {

  private final LogSource source;
  private final StampSource stamps;
  private final Optional<TimeStampAnchors> anchors;
  private final Report report;
  private final TreeSet<String> authorities = new TreeSet<>();
  private long checked;
  private long trial;
  private long trusted;
  private long renamed;
  private long pruned;
  private Instant last = Instant.MIN;
  private String at = "timestamps";

  StampCheck(
      LogSource source, StampSource stamps, Optional<TimeStampAnchors> anchors, Report report) {
    this.source = source;
    this.stamps = stamps;
    this.anchors = anchors;
    this.report = report;
  }

  /** The certificates in the file that {@code --tsa-ca} names. */
  static Optional<TimeStampAnchors> anchors(Optional<Path> file) throws IOException {
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(TimeStampAnchors.ofPem(Files.readAllBytes(file.get())));
    } catch (MalformedException e) {
      throw CliException.failed(file.get() + ": " + e.getMessage());
    }
  }

  @Override
  public Optional<Failure> look(Checkpoint head, Map<String, Object> facts) throws IOException {
    StampTiles tiles = new StampTiles(source);
    long minimum = LogCheck.minimum(source.read(LogSource.MINIMUM));
    try {
      stamps.each(
          head,
          stamp -> {
            at = stamp.path();
            check(stamp, head, tiles, minimum);
            stamps.holds(stamp);
            facts.put("newest_timestamp_size", stamp.size());
          });
    } catch (TimeStampRefused e) {
      return failure(e.reason(), e.getMessage());
    } catch (MalformedException e) {
      return failure(Reason.MALFORMED, e.getMessage());
    }
    if (anchors.isPresent() && trusted == 0) {
      at = "timestamps";
      return failure(
          Reason.NOT_ANCHORED, "no time-stamp of this log chains to the certificates of --tsa-ca");
    }
    if (checked > 0) {
      tell(facts);
    }
    return Optional.empty();
  }

  private Optional<Failure> failure(Reason reason, @Nullable String message) {
    String what = "the time-stamp does not hold: " + message;
    return Optional.of(new Failure("TIMESTAMP_" + reason, at, what));
  }

  private void check(Stamp stamp, Checkpoint head, StampTiles tiles, long minimum) {
    Checkpoint old = Checkpoint.parse(stamp.text());
    if (old.size() < minimum) {
      pruned++; // of its tree nothing is left to compare
    } else {
      requirePrefix(old, stamp, head, tiles);
    }
    renamed += old.origin().equals(head.origin()) ? 0 : 1;
    TimeStamp opened = TimeStamp.ofReply(stamp.reply());
    opened.requireOver(stamp.text().getBytes(StandardCharsets.UTF_8));
    boolean anchored = anchored(opened);
    if (opened.at().isBefore(last)) {
      throw new TimeStampRefused(
          Reason.OUT_OF_ORDER, "it says " + opened.at() + ", one of a smaller log says " + last);
    }
    last = opened.at();
    checked++;
    trusted += anchored ? 1 : 0;
    trial += opened.isTrial() ? 1 : 0;
    authorities.add(
        opened.authority() + (opened.isTrial() ? " (" + TimeStamp.TRIAL_WARNING + ")" : ""));
  }

  /**
   * Trial tokens of the time before an authority was chosen need no anchor: they count nothing.
   * After the first one that is anchored all are, so the newest is, too.
   */
  private boolean anchored(TimeStamp opened) {
    if (anchors.isEmpty()) {
      return false;
    }
    try {
      return !anchors.get().chain(opened).isEmpty();
    } catch (TimeStampRefused e) {
      if (opened.isTrial() && trusted == 0) {
        return false;
      }
      throw e;
    }
  }

  /** The log grew from what was stamped: recomputed from its tiles up to the verified root. */
  private static void requirePrefix(
      Checkpoint old, Stamp stamp, Checkpoint head, StampTiles tiles) {
    if (old.size() != stamp.size()) {
      throw new TimeStampRefused(
          Reason.NOT_OF_THIS_LOG, "what it is over is no checkpoint of this log at this size");
    }
    if (old.size() > head.size()) {
      throw new TimeStampRefused(
          Reason.NOT_OF_THIS_LOG,
          "it is over " + old.size() + " entries, of which this log has " + head.size());
    }
    if (!ConsistencyProof.of(tiles, old.size(), head.size()).verify(old.root(), head.root())) {
      throw new TimeStampRefused(
          Reason.NOT_OF_THIS_LOG,
          "the first " + old.size() + " entries of this log are not those it is over");
    }
  }

  private void tell(Map<String, Object> facts) {
    facts.put("newest_timestamp", last.toString());
    facts.put("timestamps", checked);
    facts.put("timestamps_trial", trial);
    facts.put("timestamp_authorities", String.join("; ", authorities));
    facts.put("timestamps_trusted", trusted);
    if (renamed > 0) {
      facts.put("timestamps_of_earlier_names", renamed);
    }
    if (pruned > 0) {
      facts.put("timestamps_of_pruned_trees", pruned);
    }
    if (anchors.isEmpty()) {
      report.warn(
          "warning: the authority of the time-stamps was not checked against a certificate you"
              + " trust; pass it by --tsa-ca.");
    }
  }
}
