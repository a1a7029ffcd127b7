package dev.clef.siem;

import dev.clef.audit.EventFeed;
import dev.clef.audit.EventFeed.Batch;
import dev.clef.platform.db.AdvisoryLock;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends one stream: a batch, then its place in the log, so that whatever dies in between is sent
 * again. One node at a time. Not thread-safe.
 */
final class Exporter {

  private static final Logger LOG = LoggerFactory.getLogger(Exporter.class);
  private static final JsonMapper JSON = JsonMapper.shared();

  /** In PostgreSQL's advisory locks of the data database; the name of the stream is added. */
  private static final long LOCK = 0x0C1EF_51E3_0000_0000L;

  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);

  private final EventFeed feed;
  private final Sink sink;
  private final DataSource dataSource;
  private final int batch;
  private final Duration longestWait;
  private Duration wait = Duration.ZERO;
  private long waitUntilNanos;

  Exporter(EventFeed feed, Sink sink, DataSource dataSource, int batch, Duration longestWait) {
    this.feed = feed;
    this.sink = sink;
    this.dataSource = dataSource;
    this.batch = batch;
    this.longestWait = longestWait;
  }

  String stream() {
    return sink.name();
  }

  /** Entries that are not sent yet. */
  long behind() {
    return feed.behind(sink.name());
  }

  void close() {
    sink.close();
  }

  /** Sends what there is, unless it is waiting after a failure. */
  void run() {
    if (!wait.isZero() && System.nanoTime() - waitUntilNanos < 0) {
      return;
    }
    AdvisoryLock.tryWith(dataSource, LOCK | (sink.name().hashCode() & 0xffff_ffffL), this::catchUp);
  }

  private void catchUp() {
    try {
      Optional<Batch> next = feed.next(sink.name(), batch);
      while (next.isPresent()) {
        send(next.get());
        next = feed.next(sink.name(), batch);
      }
    } catch (IOException | RuntimeException e) {
      // The reason of the other side may hold its address, and nothing of it is needed.
      if (wait.isZero()) {
        LOG.warn(
            "The SIEM ({}) takes no events ({}); they wait",
            sink.name(),
            e.getClass().getSimpleName());
      }
      wait = wait.isZero() ? FIRST_WAIT : wait.multipliedBy(2);
      wait = wait.compareTo(longestWait) > 0 ? longestWait : wait;
      waitUntilNanos = System.nanoTime() + wait.toNanos();
    }
  }

  private void send(Batch next) throws IOException {
    List<byte[]> lines =
        next.events().stream().map(event -> JSON.writeValueAsBytes(OcsfEvent.of(event))).toList();
    if (!lines.isEmpty()) {
      sink.take(lines);
    }
    feed.arrived(sink.name(), next);
    if (!wait.isZero()) {
      LOG.info("The SIEM ({}) takes events again", sink.name());
    }
    wait = Duration.ZERO;
  }
}
