package dev.clef.rights;

import dev.clef.audit.AuditLog;
import dev.clef.keys.ErasureLedger;
import dev.clef.keys.PersonKeys;
import dev.clef.rights.Erasure.State;
import dev.clef.subject.SubjectId;
import dev.clef.subject.Tenant;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of erasures. */
class ErasureStore {

  private static final String COLUMNS =
      """
      certificate_id, user_id, state, coalesce(epoch, 1) as epoch, nodes, evicted_ms, entry_id, entry_at, custody,
      second_entry_id, second_entry_at, second_custody
      """;

  private final JdbcClient jdbc;

  ErasureStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Begins an erasure; false when one of this person has begun before. */
  boolean insert(UUID certificateId, SubjectId subject, Instant at) {
    return jdbc.sql(
                """
                insert into rights.erasure (certificate_id, tenant_id, user_id, state, requested_at)
                values (?, ?, ?, 'marked', ?) on conflict (user_id) do nothing
                """)
            .params(certificateId, Tenant.DEFAULT.id(), subject.value(), Timestamp.from(at))
            .update()
        == 1;
  }

  Optional<Erasure> find(UUID certificateId) {
    return jdbc.sql("select " + COLUMNS + " from rights.erasure where certificate_id = ?")
        .param(certificateId)
        .query((row, n) -> erasure(row))
        .optional();
  }

  Optional<Erasure> of(SubjectId subject) {
    return jdbc.sql("select " + COLUMNS + " from rights.erasure where user_id = ?")
        .param(subject.value())
        .query((row, n) -> erasure(row))
        .optional();
  }

  /** Erasures that began before {@code before} and are not done. */
  List<Erasure> unfinished(Instant before) {
    return jdbc.sql(
            "select "
                + COLUMNS
                + " from rights.erasure where state <> 'entered' and requested_at < ?"
                + " order by requested_at limit 100")
        .param(Timestamp.from(before))
        .query((row, n) -> erasure(row))
        .list();
  }

  /** Takes the step from one state to the next; false when somebody else took it. */
  boolean advance(UUID certificateId, State from, State to) {
    return jdbc.sql("update rights.erasure set state = ? where certificate_id = ? and state = ?")
            .params(to.code(), certificateId, from.code())
            .update()
        == 1;
  }

  /** The keys are destroyed; false when somebody else said so. */
  boolean keysDestroyed(UUID certificateId, PersonKeys.Destroyed destroyed) {
    return jdbc.sql(
                """
                update rights.erasure set state = 'keys_destroyed', epoch = ?, nodes = ?, evicted_ms = ?
                where certificate_id = ? and state = 'marked'
                """)
            .params(
                destroyed.epoch(), destroyed.nodes(), destroyed.took().toMillis(), certificateId)
            .update()
        == 1;
  }

  /** Erasures of the first stage up to an epoch, locked until the transaction ends. */
  List<Erasure> lockFirstStage(int upToEpoch, int limit) {
    return jdbc.sql(
            "select "
                + COLUMNS
                + """
                from rights.erasure
                where state = 'entered' and second_entry_id is null and coalesce(epoch, 1) <= ?
                limit ? for update skip locked
                """)
        .params(upToEpoch, limit)
        .query((row, n) -> erasure(row))
        .list();
  }

  /** Records the entries of the second stage, erasure by erasure. */
  void reachedSecondStage(List<UUID> certificateIds, List<AuditLog.Prepared> entries, String by) {
    jdbc.sql(
            """
            update rights.erasure e
            set second_entry_id = n.entry_id, second_entry_at = n.entry_at, second_custody = :custody
            from unnest(:certificates, :entries, :times) as n(certificate_id, entry_id, entry_at)
            where e.certificate_id = n.certificate_id
            """)
        .param("custody", by)
        .param("certificates", certificateIds.toArray(UUID[]::new))
        .param("entries", entries.stream().map(AuditLog.Prepared::entryId).toArray(UUID[]::new))
        .param(
            "times",
            entries.stream().map(entry -> Timestamp.from(entry.at())).toArray(Timestamp[]::new))
        .update();
  }

  void entered(UUID certificateId, UUID entryId, Instant at, String custody) {
    jdbc.sql(
            """
            update rights.erasure set entry_id = ?, entry_at = ?, erased_at = ?, custody = ?
            where certificate_id = ?
            """)
        .params(entryId, Timestamp.from(at), Timestamp.from(at), custody, certificateId)
        .update();
  }

  /** Of these people, those whose erasure is done. */
  Set<UUID> done(Collection<UUID> people) {
    return Set.copyOf(
        jdbc.sql("select user_id from rights.erasure where state = 'entered' and user_id = any(?)")
            .param(people.toArray(UUID[]::new))
            .query((row, n) -> row.getObject("user_id", UUID.class))
            .list());
  }

  /** Erasures whose keys were destroyed, in the order of the people's identifiers. */
  List<Erasure> withoutKeys(UUID afterPerson, int limit) {
    return jdbc.sql(
            "select "
                + COLUMNS
                + " from rights.erasure where state <> 'marked' and user_id > ? order by user_id limit ?")
        .params(afterPerson, limit)
        .query((row, n) -> erasure(row))
        .list();
  }

  /**
   * This database's half of the restore generation.
   *
   * @param position every erasure of the ledger up to it is done here
   * @param restoredFrom the moment of the backup that came back, until that is accepted; else null
   */
  record Mark(ErasureLedger.Generation generation, long position, @Nullable Instant restoredFrom) {}

  Optional<Mark> mark(String region) {
    return jdbc.sql(
            """
            select generation, at, ledger_position, restored_from
            from rights.restore_generation where region = ?
            """)
        .param(region)
        .query((row, n) ->
            new Mark(
                new ErasureLedger.Generation(
                    row.getLong("generation"), row.getTimestamp("at").toInstant()),
                row.getLong("ledger_position"),
                instant(row, "restored_from")))
        .optional();
  }

  void mark(String region, Mark mark) {
    jdbc.sql(
            """
            insert into rights.restore_generation
              (region, generation, at, ledger_position, restored_from)
            values (?, ?, ?, ?, ?) on conflict (region) do update
            set generation = excluded.generation, at = excluded.at,
              ledger_position = excluded.ledger_position, restored_from = excluded.restored_from
            """)
        .params(
            region,
            mark.generation().number(),
            Timestamp.from(mark.generation().at()),
            mark.position())
        .param(mark.restoredFrom() == null ? null : Timestamp.from(mark.restoredFrom()))
        .update();
  }

  /** Moves the position on, unless a start has set the mark anew meanwhile. */
  void advance(String region, Mark from, long position) {
    jdbc.sql(
            """
            update rights.restore_generation set ledger_position = ?
            where region = ? and generation = ? and ledger_position = ?
            """)
        .params(position, region, from.generation().number(), from.position())
        .update();
  }

  ErasureFigures.Erased count(Instant since) {
    return jdbc.sql(
            """
            select count(*) filter (where state = 'entered'),
              count(*) filter (where state = 'entered' and erased_at >= ?),
              count(*) filter (where state <> 'entered')
            from rights.erasure
            """)
        .param(Timestamp.from(since))
        .query(
            (row, n) -> new ErasureFigures.Erased(row.getLong(1), row.getLong(2), row.getLong(3)))
        .single();
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    Timestamp at = row.getTimestamp(column);
    return at == null ? null : at.toInstant();
  }

  private static Erasure erasure(ResultSet row) throws SQLException {
    return new Erasure(
        row.getObject("certificate_id", UUID.class),
        new SubjectId(row.getObject("user_id", UUID.class)),
        State.of(row.getString("state")),
        row.getInt("epoch"),
        row.getInt("nodes"),
        row.getLong("evicted_ms"),
        entry(row, ""),
        entry(row, "second_"));
  }

  private static Erasure.@Nullable Entry entry(ResultSet row, String prefix) throws SQLException {
    UUID id = row.getObject(prefix + "entry_id", UUID.class);
    return id == null
        ? null
        : new Erasure.Entry(
            id,
            row.getTimestamp(prefix + "entry_at").toInstant(),
            row.getString(prefix + "custody"));
  }
}
