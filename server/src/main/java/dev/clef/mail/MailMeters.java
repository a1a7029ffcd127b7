package dev.clef.mail;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;

/** Figures of letters, for whoever watches the server; none of them is about a person. */
final class MailMeters {

  private final LetterStore store;
  private final AtomicLong queued = new AtomicLong();
  private final Map<Ending, Counter> endings;
  private final Counter retries;

  MailMeters(MeterRegistry meters, LetterStore store) {
    this.store = store;
    Gauge.builder("clef.mail.queued", queued, AtomicLong::get)
        .description("letters waiting to be sent")
        .register(meters);
    this.endings =
        Arrays.stream(Ending.values())
            .collect(
                Collectors.toMap(
                    Function.identity(),
                    ending ->
                        Counter.builder("clef.mail.letters")
                            .description("letters whose way has ended")
                            .tag("outcome", ending.code())
                            .register(meters)));
    this.retries =
        Counter.builder("clef.mail.retries")
            .description("attempts that did not work and come again")
            .register(meters);
  }

  void ended(Ending ending) {
    Counter counter = endings.get(ending);
    if (counter != null) {
      counter.increment();
    }
  }

  void retried() {
    retries.increment();
  }

  /** As of a few seconds ago: a look at the figures is no look into the database. */
  @Scheduled(fixedDelayString = "PT5S", initialDelayString = "PT3S")
  void look() {
    try {
      queued.set(store.count());
    } catch (DataAccessException outage) {
      queued.set(0);
    }
  }
}
