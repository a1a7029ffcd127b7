package dev.clef.keys;

import dev.clef.platform.db.AdvisoryLock;
import dev.clef.platform.db.KeysDb;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Who was erased, in the database of which no old backup opens: a data database that comes back
 * from a backup is told here what it missed. Thread-safe.
 */
public final class ErasureLedger {

  /** In PostgreSQL's advisory locks of the keys database: one node at the gate at a time. */
  private static final long LOCK = 0x0C1EF_6A7EL;

  /**
   * A line of the ledger.
   *
   * @param position grows from line to line; lines written at the same time may appear out of order
   */
  public record Line(long position, PersonRef person, UUID certificateId, Instant erasedAt) {}

  /** How often the service has started, and when it last did. */
  public record Generation(long number, Instant at) {}

  private final JdbcClient jdbc;
  private final DataSource dataSource;
  private final String region;

  ErasureLedger(@KeysDb JdbcClient jdbc, @KeysDb DataSource dataSource, String region) {
    this.jdbc = jdbc;
    this.dataSource = dataSource;
    this.region = region;
  }

  /** The region both databases belong to. */
  public String region() {
    return region;
  }

  /** The lines after a position, in order. */
  public List<Line> after(long position, int limit) {
    return jdbc.sql(
            """
            select position, tenant_id, person_id, certificate_id, erased_at
            from keys.erasure where position > ? order by position limit ?
            """)
        .params(position, limit)
        .query((row, n) ->
            new Line(
                row.getLong("position"),
                new PersonRef(row.getString("tenant_id"), row.getObject("person_id", UUID.class)),
                row.getObject("certificate_id", UUID.class),
                row.getTimestamp("erased_at").toInstant()))
        .list();
  }

  /** Of these people, those without a line. */
  public Set<UUID> absent(String tenantId, Collection<UUID> people) {
    Set<UUID> absent = new HashSet<>(people);
    jdbc.sql("select person_id from keys.erasure where tenant_id = ? and person_id = any(?)")
        .params(tenantId, people.toArray(UUID[]::new))
        .query((row, n) -> row.getObject("person_id", UUID.class))
        .list()
        .forEach(absent::remove);
    return absent;
  }

  /** The generation; empty before the first start. */
  public Optional<Generation> generation() {
    return jdbc.sql("select generation, at from keys.restore_generation where region = ?")
        .param(region)
        .query((row, n) ->
            new Generation(row.getLong("generation"), row.getTimestamp("at").toInstant()))
        .optional();
  }

  /** Counts on. */
  public void advance(Generation to) {
    jdbc.sql(
            """
            insert into keys.restore_generation (region, generation, at) values (?, ?, ?)
            on conflict (region) do update set generation = excluded.generation, at = excluded.at
            """)
        .params(region, to.number(), Timestamp.from(to.at()))
        .update();
  }

  /** Runs {@code work} while no other node does. */
  public void exclusively(Runnable work) {
    AdvisoryLock.with(dataSource, LOCK, work);
  }
}
