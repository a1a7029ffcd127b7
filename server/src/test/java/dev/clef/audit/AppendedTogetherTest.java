package dev.clef.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.keys.PersonKey;
import dev.clef.keys.PersonKeys;
import dev.clef.keys.PersonRef;
import dev.clef.platform.UuidV7;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Running;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Entries that many append at the same moment, about somebody and about nobody. */
@ClefServer
class AppendedTogetherTest {

  private final AuditLog log;
  private final PersonKeys keys;
  private final UuidV7 ids;
  private final Running clef;

  @Autowired
  AppendedTogetherTest(AuditLog log, PersonKeys keys, UuidV7 ids, Running clef) {
    this.log = log;
    this.keys = keys;
    this.ids = ids;
    this.clef = clef;
  }

  @Test
  void each_is_stored_once() throws Exception {
    PersonKey key = keys.generate(new PersonRef("default", ids.next()), Set.of()).key();
    List<Future<AuditLog.Prepared>> appended = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 300; i++) {
        @Nullable PersonKey about = i % 2 == 0 ? key : null;
        appended.add(threads.submit(() -> log.appendAlone(AuditEvent.service("data.read"), about)));
      }
    }
    for (Future<AuditLog.Prepared> one : appended) {
      AuditLog.Prepared entry = one.get();
      assertThat(
              clef.data()
                  .count(
                      """
                      select count(*) from audit.entry
                      where entry_id = ? and at = ?::timestamptz and event_part = ?
                        and (person_part is null) = ?
                      """,
                      entry.entryId(),
                      entry.at().toString(),
                      entry.eventPart(),
                      entry.personPart() == null))
          .as("the part under the key of its month and the time it is bound to")
          .isEqualTo(1);
    }
    assertThat(
            clef.data()
                .count(
                    "select count(*) from audit.activity where entry_id = any(?::uuid[])",
                    appended.stream()
                        .map(one -> one.resultNow().entryId())
                        .toList()
                        .toString()
                        .replace('[', '{')
                        .replace(']', '}')))
        .as("entries about somebody")
        .isEqualTo(150);
  }
}
