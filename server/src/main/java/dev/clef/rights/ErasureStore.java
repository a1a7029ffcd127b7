package dev.clef.rights;

import dev.clef.audit.AuditLog;
import dev.clef.keys.ErasureLedger;
import dev.clef.keys.PersonKeys;
import dev.clef.keys.PersonRef;
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
import java.util.SortedMap;
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

  /**
   * Begins erasures.
   *
   * @param certificates in an order that is the same for all callers, or two of them wait for each
   *     other
   * @return those that begin now; one of the others' has begun before
   */
  List<Erasure> insert(SortedMap<SubjectId, UUID> certificates, Instant at) {
    return jdbc.sql(
            """
            insert into rights.erasure (certificate_id, tenant_id, user_id, state, requested_at)
            select certificate, ?, person, 'marked', ?
            from unnest(?::uuid[], ?::uuid[]) as n(person, certificate)
            on conflict (user_id) do nothing returning
            """
                + COLUMNS)
        .params(
            Tenant.DEFAULT.id(),
            Timestamp.from(at),
            SubjectId.values(certificates.keySet()),
            certificates.values().toArray(UUID[]::new))
        .query((row, n) -> erasure(row))
        .list();
  }

  Optional<Erasure> find(UUID certificateId) {
    return jdbc.sql("select " + COLUMNS + " from rights.erasure where certificate_id = ?")
        .param(certificateId)
        .query((row, n) -> erasure(row))
        .optional();
  }

  /** The erasures of these people, as far as they have begun. */
  List<Erasure> of(Collection<SubjectId> subjects) {
    return jdbc.sql("select " + COLUMNS + " from rights.erasure where user_id = any(?)")
        .param(SubjectId.values(subjects))
        .query((row, n) -> erasure(row))
        .list();
  }

  /** Erasures that began before {@code before} and are not done. */
  List<Erasure> unfinished(Instant before, int limit) {
    return jdbc.sql(
            "select "
                + COLUMNS
                + " from rights.erasure where state <> 'entered' and requested_at < ?"
                + " order by requested_at limit ?")
        .params(Timestamp.from(before), limit)
        .query((row, n) -> erasure(row))
        .list();
  }

  /** Takes the last step; answers those of which nobody else took it. */
  List<Erasure> enter(Collection<SubjectId> subjects) {
    return jdbc.sql(
            """
            update rights.erasure set state = 'entered'
            where user_id = any(?) and state = 'keys_destroyed' returning
            """
                + COLUMNS)
        .param(SubjectId.values(subjects))
        .query((row, n) -> erasure(row))
        .list();
  }

  /** The keys are destroyed, unless somebody else said so before. */
  void keysDestroyed(PersonKeys.Destroyed destroyed) {
    List<PersonRef> people = List.copyOf(destroyed.epochs().keySet());
    jdbc.sql(
            """
            update rights.erasure e set state = 'keys_destroyed', epoch = n.epoch, nodes = ?, evicted_ms = ?
            from unnest(?::uuid[], ?::int[]) as n(person, epoch)
            where e.user_id = n.person and e.state = 'marked'
            """)
        .params(
            destroyed.nodes(),
            destroyed.took().toMillis(),
            people.stream().map(PersonRef::personId).toArray(UUID[]::new),
            people.stream().map(destroyed.epochs()::get).toArray(Integer[]::new))
        .update();
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
    recordEntries(
        """
        update rights.erasure e
        set second_entry_id = n.entry_id, second_entry_at = n.entry_at, second_custody = :custody
        """,
        certificateIds,
        entries,
        by);
  }

  private void recordEntries(
      String update, List<UUID> certificateIds, List<AuditLog.Prepared> entries, String by) {
    jdbc.sql(
            update
                + """
                from unnest(:certificates, :entries, :times::timestamptz[]) as n(certificate_id, entry_id, entry_at)
                where e.certificate_id = n.certificate_id
                """)
        .param("custody", by)
        .param("certificates", certificateIds.toArray(UUID[]::new))
        .param("entries", entries.stream().map(AuditLog.Prepared::entryId).toArray(UUID[]::new))
        .param(
            "times",
            // As text: the driver writes an array of timestamps in the zone of the JVM.
            entries.stream().map(entry -> entry.at().toString()).toArray(String[]::new))
        .update();
  }

  /** Records the entries of the first stage, erasure by erasure. */
  void entered(List<UUID> certificateIds, List<AuditLog.Prepared> entries, String by) {
    recordEntries(
        """
        update rights.erasure e set entry_id = n.entry_id, entry_at = n.entry_at,
          erased_at = n.entry_at, custody = :custody
        """,
        certificateIds,
        entries,
        by);
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

  ErasureFigures.Stages countStages() {
    return jdbc.sql(
            """
            select count(*) filter (where second_entry_id is null),
              count(*) filter (where second_entry_id is not null)
            from rights.erasure where state = 'entered'
            """)
        .query((row, n) -> new ErasureFigures.Stages(row.getLong(1), row.getLong(2)))
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
