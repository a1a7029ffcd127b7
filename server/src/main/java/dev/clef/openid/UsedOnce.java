package dev.clef.openid;

import dev.clef.identity.credentials.TokenHash;
import dev.clef.platform.db.Combined;
import dev.clef.subject.Tenant;
import java.nio.ByteBuffer;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
  private final Combined<Use, Boolean> uses = new Combined<>(this::takeAll);

  private record Use(ByteBuffer digest, Instant until) {}

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
    byte[] digest = TokenHash.of(kind + " " + owner.length() + " " + owner + " " + id);
    return uses.of(new Use(ByteBuffer.wrap(digest), until));
  }

  /** Of those who come with the same at the same moment, the first has it. */
  private List<Boolean> takeAll(List<Use> wanted) {
    Set<ByteBuffer> taken =
        new HashSet<>(
            jdbc.sql(
                    """
                    insert into openid.used_once (tenant_id, digest, expires_at)
                    select ?, digest, until::timestamptz
                    from unnest((select ?::bytea[]), (select ?::text[])) as use (digest, until)
                    order by digest -- so that two statements do not wait for each other
                    on conflict do nothing returning digest
                    """)
                .params(
                    TENANT,
                    wanted.stream().map(use -> use.digest().array()).toArray(byte[][]::new),
                    wanted.stream().map(use -> use.until().toString()).toArray(String[]::new))
                .query((row, n) -> ByteBuffer.wrap(row.getBytes(1)))
                .list());
    return wanted.stream().map(use -> taken.remove(use.digest())).toList();
  }

  /** What is good no more is not kept. */
  @Scheduled(fixedDelayString = "PT10M", initialDelayString = "PT1M")
  void deleteExpired() {
    jdbc.sql("delete from openid.used_once where expires_at <= ?")
        .param(Timestamp.from(clock.instant()))
        .update();
  }
}
