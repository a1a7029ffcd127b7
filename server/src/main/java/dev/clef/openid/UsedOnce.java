package dev.clef.openid;

import dev.clef.identity.credentials.TokenHash;
import dev.clef.subject.Tenant;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * What may be used once, on whichever node: a second use finds the digest of the first in the
 * table. It is committed at once, so that nothing that fails later gives it back. Thread-safe.
 */
class UsedOnce {

  private static final String TENANT = Tenant.DEFAULT.id();

  private final JdbcClient jdbc;
  private final Clock clock;

  UsedOnce(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * Uses something.
   *
   * @param kind what sort of thing it is, a word
   * @param owner whose it is; two owners may choose the same identifier
   * @param until when it is good no more anyway
   * @return false when it was used before
   */
  boolean take(String kind, String owner, String id, Instant until) {
    return jdbc.sql(
                """
                insert into openid.used_once (tenant_id, digest, expires_at) values (?, ?, ?)
                on conflict do nothing
                """)
            .params(
                TENANT,
                TokenHash.of(kind + " " + owner.length() + " " + owner + " " + id),
                Timestamp.from(until))
            .update()
        == 1;
  }

  /** What is good no more is not kept. */
  @Scheduled(fixedDelayString = "PT10M", initialDelayString = "PT1M")
  void deleteExpired() {
    jdbc.sql("delete from openid.used_once where expires_at <= ?")
        .param(Timestamp.from(clock.instant()))
        .update();
  }
}
