package dev.clef.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clef.audit.LogGuard.LogWentBack;
import dev.clef.keys.LogHeads;
import dev.clef.keys.LogHeads.Head;
import dev.clef.ledger.LogVerdict;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Running;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/** What was signed is remembered in the other database, and nothing else is signed. */
@ClefServer
class LogGuardTest {

  private final Running clef;
  private final AuditLog log;
  private final LogHeads heads;
  private final LogGuard guard;
  private final HealthIndicator health;
  private final MeterRegistry meters;
  private final Clock clock;

  @Autowired
  LogGuardTest(
      Running clef,
      AuditLog log,
      LogHeads heads,
      LogGuard guard,
      @Qualifier("logHealthIndicator") HealthIndicator health,
      MeterRegistry meters,
      Clock clock) {
    this.clef = clef;
    this.log = log;
    this.heads = heads;
    this.guard = guard;
    this.health = health;
    this.meters = meters;
    this.clock = clock;
  }

  @Test
  void a_signed_head_is_remembered_before_it_is_seen() {
    for (int i = 0; i < 20; i++) {
      log.appendAlone(event(), null);
      long signed = signed();
      assertThat(heads.current().orElseThrow().size()).isGreaterThanOrEqualTo(signed);
    }
  }

  @Test
  void heads_only_grow_and_a_name_is_used_once() {
    awaitQuiet();
    Head head = heads.current().orElseThrow();
    heads.remember(new Head(head.origin(), head.size() - 1, new byte[32]), clock.instant());
    assertThat(heads.current().orElseThrow().is(head)).as("another node was late").isTrue();
    assertThatThrownBy(() ->
            heads.remember(new Head(head.origin(), head.size(), new byte[32]), clock.instant()))
        .hasMessageContaining("was signed");
    assertThatThrownBy(() ->
            heads.remember(new Head("another/log", head.size() + 1, new byte[32]), clock.instant()))
        .hasMessageContaining("was signed");
    assertThatThrownBy(() -> heads.begin(head.origin(), head, clock.instant()))
        .hasMessageContaining("log_head");
    assertThat(heads.current().orElseThrow().is(head)).isTrue();
  }

  @Test
  void a_tree_shorter_than_what_was_signed_is_not_signed() {
    refusedWhile("size = size + 1000", "size = size - 1000");
  }

  @Test
  void a_tree_with_another_past_is_not_signed() {
    refusedWhile(
        "root = set_byte(root, 3, get_byte(root, 3) # 1)",
        "root = set_byte(root, 3, get_byte(root, 3) # 1)");
  }

  @Test
  void a_log_of_another_name_is_not_signed() {
    refusedWhile("origin = origin || '/else'", "origin = left(origin, -5)");
  }

  private void refusedWhile(String change, String back) {
    awaitQuiet();
    long signed = signed();
    clef.keys().update("update keys.log_head set " + change);
    try {
      log.appendAlone(event(), null);
      Awaitility.await().atMost(Duration.ofSeconds(10)).until(guard::isRefusing);
      assertThatThrownBy(guard::require).isInstanceOf(LogWentBack.class);
      assertThat(clef.client().get("/log/checkpoint").status()).isEqualTo(503);
      assertThat(clef.client().get("/log/checkpoint").json().path("code").asString())
          .isEqualTo("log_restored");
      assertThat(clef.data().count("select max(size) from audit.checkpoint")).isEqualTo(signed);
      assertThat(clef.data().count("select size from audit.tree")).isEqualTo(signed);
      assertThat(health.health()).matches(it -> it != null && Status.DOWN.equals(it.getStatus()));
      assertThat(meters.get("clef.log.refused").gauge().value()).isEqualTo(1);
    } finally {
      clef.keys().update("update keys.log_head set " + back);
    }
    awaitQuiet();
    assertThat(guard.isRefusing()).isFalse();
    assertThat(meters.get("clef.log.refused").gauge().value()).isZero();
    assertThat(clef.verifyLog()).isInstanceOf(LogVerdict.Verified.class);
  }

  private long signed() {
    return clef.data().count("select coalesce(max(size), 0) from audit.checkpoint");
  }

  private void awaitQuiet() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() ->
            clef.data().count("select count(*) from audit.queue") == 0
                && signed() > 0
                && signed() == clef.data().count("select size from audit.tree"));
  }

  private static AuditEvent event() {
    return AuditEvent.service("test.happened");
  }
}
