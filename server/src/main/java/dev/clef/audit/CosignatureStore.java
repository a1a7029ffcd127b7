package dev.clef.audit;

import dev.clef.ledger.SignedNote.Sig;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The SQL of signatures with a time. The reading half works under both roles, the writing half
 * under the sequencer's alone.
 */
class CosignatureStore {

  /** A checkpoint with all its signatures, as one text. */
  static final String NOTE =
      """
      select note || coalesce(
        (select string_agg(line, '' order by by_log desc, key) from audit.cosignature s
         where s.size = c.size), '')
      from audit.checkpoint c
      """;

  private static final Duration UNTOUCHED = Duration.ofMinutes(10);
  private static final Duration LOOKED_BACK = Duration.ofHours(25);

  private final JdbcClient jdbc;

  CosignatureStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The first two parts of the vkey that belongs to a signature. */
  static String key(Sig sig) {
    return sig.name() + "+" + HexFormat.of().toHexDigits(sig.keyId());
  }

  /** The checkpoint of this size with all its signatures. */
  Optional<String> note(long size) {
    return jdbc.sql(NOTE + "where size = ?").param(size).query(String.class).optional();
  }

  void insert(long size, List<Sig> cosignatures, boolean byLog, Instant at) {
    for (Sig sig : cosignatures) {
      jdbc.sql(
              """
              insert into audit.cosignature (size, key, line, at, by_log) values (?, ?, ?, ?, ?)
              on conflict do nothing
              """)
          .params(size, key(sig), sig.toString(), Timestamp.from(at), byLog)
          .update();
    }
  }

  /** That enough have cosigned the checkpoint of this size. */
  void insertWitnessed(long size, String policy, Instant at) {
    jdbc.sql(
            """
            insert into audit.witnessed (size, policy, at) values (?, ?, ?) on conflict do nothing
            """)
        .params(size, policy, Timestamp.from(at))
        .update();
  }

  /** The size of the newest checkpoint that enough have cosigned. */
  Optional<Long> newestWitnessed(String policy) {
    return jdbc.sql("select size from audit.witnessed where policy = ? order by size desc limit 1")
        .param(policy)
        .query(Long.class)
        .optional();
  }

  /** As {@link #newestWitnessed(String)}, whoever had to cosign then. */
  Optional<Long> newestWitnessed() {
    return jdbc.sql("select size from audit.witnessed order by size desc limit 1")
        .query(Long.class)
        .optional();
  }

  /**
   * Drops signatures that newer ones have replaced: of checkpoints older than ten minutes, those of
   * the last one of each minute stay, of a witnessed one where there is one. The checkpoints stay.
   *
   * @return how many signatures went
   */
  int thin(Instant now) {
    Timestamp before = Timestamp.from(now.minus(UNTOUCHED));
    Timestamp after = Timestamp.from(now.minus(LOOKED_BACK));
    jdbc.sql(
            """
            delete from audit.witnessed w where at < ? and at >= ?
              and exists (select 1 from audit.witnessed n where n.policy = w.policy
                and n.size > w.size and date_trunc('minute', n.at) = date_trunc('minute', w.at))
            """)
        .params(before, after)
        .update();
    return jdbc.sql(
            """
            delete from audit.cosignature s where at < :before and at >= :after
              and size < (select max(size) from audit.checkpoint)
              and not exists (select 1 from (
                select distinct on (date_trunc('minute', c.at)) c.size
                from audit.cosignature c left join audit.witnessed w using (size)
                where c.at < :before and c.at >= :after
                order by date_trunc('minute', c.at), (w.size is not null) desc, c.size desc
                ) kept where kept.size = s.size)
              and not exists (select 1 from audit.witnessed w where w.size = s.size)
            """)
        .param("before", before)
        .param("after", after)
        .update();
  }
}
