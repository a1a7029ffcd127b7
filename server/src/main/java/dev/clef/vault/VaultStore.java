package dev.clef.vault;

import dev.clef.audit.AuditLog;
import dev.clef.keys.PersonRef;
import dev.clef.platform.db.BinaryCopy;
import dev.clef.subject.SubjectId;
import dev.clef.subject.Tenant;
import dev.clef.vault.FieldValue.Origin;
import dev.clef.vault.Gate.Denial;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of the vault. */
class VaultStore {

  /** A field as stored. */
  record Row(String name, long version, byte[] ciphertext, Origin origin, Instant writtenAt) {}

  /** A field to be stored. */
  record NewRow(PersonRef person, String name, long version, byte[] ciphertext, Origin origin) {}

  /** A new person's read state. */
  record NewState(PersonRef person, List<String> purposes, String ageClass, String residency) {}

  /** The read state grants it. */
  private static final String GRANTED =
      """
      not erased and :purpose = any(purposes) and (not restricted or :wish)
      """;

  /**
   * The elevation of an access of staff. Its row is held until the read is committed: who ends it
   * waits, and who reads after the end finds none.
   */
  private static final String ELEVATED =
      """
      elevated as materialized (
        select elevation_id from vault.elevation
        where elevation_id = :elevation and staff_id = :staff and session_id = :session
          and tenant_id = :tenant and user_id = :user and purpose = :purpose and until > :now
        for share
      ),
      """;

  /**
   * What staff may reach of a person, their elevation says and not the list of purposes: it is for
   * this person, this purpose and a while.
   */
  private static final String GRANTED_TO_STAFF =
      "not erased and (not restricted or :wish) and exists (select from elevated)";

  // The names are in a sub-select: PostgreSQL keeps one plan for any number of them. A new one at
  // every read would cost more than the read.
  private static final String READ_LOGGED = readLogged("", GRANTED);
  private static final String READ_LOGGED_BY_STAFF = readLogged(ELEVATED, GRANTED_TO_STAFF);

  private static String readLogged(String before, String granted) {
    return """
    with %s state as materialized (
      select user_id from vault.read_state
      where tenant_id = :tenant and user_id = :user and %s
    ), logged as materialized (
      select audit.append(:entryId, :at, :eventPart, :personPart, :tag, :leaf) from state
    )
    select f.name, f.version, f.ciphertext, f.origin, f.written_at
    from logged left join vault.field f
      on f.tenant_id = :tenant and f.user_id = :user
      and f.name = any((select :names::text[])::text[])
    """
        .formatted(before, granted);
  }

  private static final String READ =
      """
      select f.name, f.version, f.ciphertext, f.origin, f.written_at
      from vault.read_state s left join vault.field f
        on f.tenant_id = s.tenant_id and f.user_id = s.user_id
        and f.name = any((select :names::text[])::text[])
      where s.tenant_id = :tenant and s.user_id = :user and %s
      """
          .formatted(GRANTED);

  private static final String READ_AGAIN =
      """
      select f.name, f.version, f.ciphertext, f.origin, f.written_at
      from vault.read_state s left join vault.field f
        on f.tenant_id = s.tenant_id and f.user_id = s.user_id
        and f.name = any((select :names::text[])::text[])
      where s.tenant_id = :tenant and s.user_id = :user and not s.erased
      """;

  private final JdbcClient jdbc;
  private final DataSource dataSource;
  private final Clock clock;
  private final LoggedReads together;

  VaultStore(JdbcClient jdbc, DataSource dataSource, Clock clock) {
    this.jdbc = jdbc;
    this.dataSource = dataSource;
    this.clock = clock;
    this.together = new LoggedReads(jdbc, this::readAlone);
  }

  /**
   * The read of the architecture, one statement: check the state, append the entry, select the
   * ciphertexts. Reads of one moment share it, and its commit; those of staff, which hold the row
   * of their elevation, do not.
   *
   * @return empty when the state refuses; then nothing was logged
   */
  Optional<List<Row>> readLogged(
      PersonRef person, Access access, Collection<String> names, AuditLog.Prepared entry) {
    LoggedReads.Asked asked = new LoggedReads.Asked(person, access, List.copyOf(names), entry);
    return access.grant() == null ? together.of(asked) : readAlone(asked);
  }

  private Optional<List<Row>> readAlone(LoggedReads.Asked asked) {
    PersonRef person = asked.person();
    Access access = asked.access();
    Grant grant = access.grant();
    return jdbc.sql(grant == null ? READ_LOGGED : READ_LOGGED_BY_STAFF)
        .params(state(person, access))
        .params(grant == null ? Map.of() : elevated(grant))
        .params(asked.entry().parameters())
        .param("names", asked.names().toArray(String[]::new))
        .query(VaultStore::rows);
  }

  /** The read whose entry comes later; empty when the state refuses. */
  Optional<List<Row>> read(PersonRef person, Access access, Collection<String> names) {
    return jdbc.sql(READ)
        .params(state(person, access))
        .param("names", names.toArray(String[]::new))
        .query(VaultStore::rows);
  }

  /** The second look of a read whose entry is committed already; empty when erased meanwhile. */
  Optional<List<Row>> readAgain(PersonRef person, Collection<String> names) {
    return jdbc.sql(READ_AGAIN)
        .param("tenant", person.tenantId())
        .param("user", person.personId())
        .param("names", names.toArray(String[]::new))
        .query(VaultStore::rows);
  }

  /**
   * No row at all means that the state refused; a row without a name, that there are no such
   * fields.
   */
  private static Optional<List<Row>> rows(ResultSet result) throws SQLException {
    if (!result.next()) {
      return Optional.empty();
    }
    List<Row> rows = new ArrayList<>();
    do {
      if (result.getString("name") != null) {
        rows.add(row(result));
      }
    } while (result.next());
    return Optional.of(rows);
  }

  static Row row(ResultSet row) throws SQLException {
    return new Row(
        row.getString("name"),
        row.getLong("version"),
        row.getBytes("ciphertext"),
        Origin.valueOf(row.getString("origin").toUpperCase(Locale.ROOT)),
        row.getTimestamp("written_at").toInstant());
  }

  private Map<String, Object> elevated(Grant grant) {
    return Map.of(
        "elevation", grant.elevationId(),
        "staff", grant.staffId(),
        "session", grant.sessionId(),
        "now", Timestamp.from(clock.instant()));
  }

  private static Map<String, Object> state(PersonRef person, Access access) {
    return Map.of(
        "tenant", person.tenantId(),
        "user", person.personId(),
        "purpose", access.purpose().code(),
        "wish", access.isWishOfPerson());
  }

  /** Why the state does not grant an access; empty when it does, or there is none. */
  Optional<Denial> whyNot(PersonRef person, Access access) {
    return jdbc.sql(
            """
            select case when erased then 'ERASED'
              when restricted and not :wish then 'RESTRICTED'
              else 'PURPOSE_NOT_GRANTED' end
            from vault.read_state
            where tenant_id = :tenant and user_id = :user and not (%s)
            """
                .formatted(GRANTED))
        .params(state(person, access))
        .query((row, n) -> Denial.valueOf(row.getString(1)))
        .optional();
  }

  /** Locks the person's row for a write; false when the state does not grant it. */
  boolean lockFor(PersonRef person, Access access) {
    return jdbc.sql(
            """
            select 1 from vault.read_state
            where tenant_id = :tenant and user_id = :user and %s for update
            """
                .formatted(GRANTED))
        .params(state(person, access))
        .query(Integer.class)
        .optional()
        .isPresent();
  }

  /** Locks the person's row; false when the person is unknown or erased. */
  boolean lock(PersonRef person) {
    return jdbc.sql(
            """
            select 1 from vault.read_state
            where tenant_id = ? and user_id = ? and not erased for update
            """)
        .params(person.tenantId(), person.personId())
        .query(Integer.class)
        .optional()
        .isPresent();
  }

  /** People who are not erased, in the order of their identifiers. */
  List<PersonRef> readable(UUID after, int limit) {
    return jdbc.sql(
            """
            select tenant_id, user_id from vault.read_state
            where tenant_id = ? and user_id > ? and not erased order by user_id limit ?
            """)
        .params(Tenant.DEFAULT.id(), after, limit)
        .query((row, n) ->
            new PersonRef(row.getString("tenant_id"), row.getObject("user_id", UUID.class)))
        .list();
  }

  Map<String, Long> versions(PersonRef person) {
    Map<String, Long> versions = new HashMap<>();
    jdbc.sql("select name, version from vault.field where tenant_id = ? and user_id = ?")
        .params(person.tenantId(), person.personId())
        .query(row -> {
          versions.put(row.getString("name"), row.getLong("version"));
        });
    return versions;
  }

  /** Everything of a person, as it is stored. */
  List<Row> all(PersonRef person) {
    return jdbc.sql(
            """
            select name, version, ciphertext, origin, written_at from vault.field
            where tenant_id = ? and user_id = ?
            """)
        .params(person.tenantId(), person.personId())
        .query((row, n) -> row(row))
        .list();
  }

  /** Puts the same values under another key; their versions stay. */
  void replace(PersonRef person, List<Row> rows, List<byte[]> ciphertexts) {
    jdbc.sql(
            """
            update vault.field f set ciphertext = n.ciphertext
            from unnest(?::text[], ?::bigint[], ?::bytea[]) as n(name, version, ciphertext)
            where f.tenant_id = ? and f.user_id = ? and f.name = n.name and f.version = n.version
            """)
        .params(
            rows.stream().map(Row::name).toArray(String[]::new),
            rows.stream().map(Row::version).toArray(Long[]::new),
            ciphertexts.toArray(byte[][]::new),
            person.tenantId(),
            person.personId())
        .update();
  }

  List<String> writtenBy(PersonRef person, Origin origin) {
    return jdbc.sql(
            "select name from vault.field where tenant_id = ? and user_id = ? and origin = ?")
        .params(person.tenantId(), person.personId(), code(origin))
        .query((row, n) -> row.getString(1))
        .list();
  }

  void upsert(NewRow row, Instant at) {
    jdbc.sql(
            """
            insert into vault.field (tenant_id, user_id, name, version, ciphertext, origin, written_at)
            values (?, ?, ?, ?, ?, ?, ?)
            on conflict (tenant_id, user_id, name) do update
            set version = excluded.version, ciphertext = excluded.ciphertext,
                origin = excluded.origin, written_at = excluded.written_at
            """)
        .params(
            row.person().tenantId(),
            row.person().personId(),
            row.name(),
            row.version(),
            row.ciphertext(),
            code(row.origin()),
            Timestamp.from(at))
        .update();
  }

  void copyFields(Collection<NewRow> rows, Instant at) {
    BinaryCopy copy = new BinaryCopy();
    for (NewRow row : rows) {
      copy.row(7)
          .text(row.person().tenantId())
          .uuid(row.person().personId())
          .text(row.name())
          .int8(row.version())
          .bytes(row.ciphertext())
          .text(code(row.origin()))
          .instant(at);
    }
    copy.into(
        dataSource,
        """
        copy vault.field (tenant_id, user_id, name, version, ciphertext, origin, written_at)
        from stdin (format binary)
        """);
  }

  void copyStates(Collection<NewState> states) {
    BinaryCopy copy = new BinaryCopy();
    for (NewState state : states) {
      copy.row(5)
          .text(state.person().tenantId())
          .uuid(state.person().personId())
          .textArray(state.purposes())
          .text(state.ageClass())
          .text(state.residency());
    }
    copy.into(
        dataSource,
        """
        copy vault.read_state (tenant_id, user_id, purposes, age_class, residency)
        from stdin (format binary)
        """);
  }

  void fence(Collection<SubjectId> subjects) {
    jdbc.sql(
            """
            update vault.read_state set erased = true, purposes = '{}'
            where tenant_id = ? and user_id = any(?)
            """)
        .params(Tenant.DEFAULT.id(), SubjectId.values(subjects))
        .update();
  }

  void delete(Collection<SubjectId> subjects) {
    jdbc.sql("delete from vault.field where tenant_id = ? and user_id = any(?)")
        .params(Tenant.DEFAULT.id(), SubjectId.values(subjects))
        .update();
  }

  void setAgeClass(PersonRef person, String ageClass) {
    jdbc.sql("update vault.read_state set age_class = ? where tenant_id = ? and user_id = ?")
        .params(ageClass, person.tenantId(), person.personId())
        .update();
  }

  private static String code(Origin origin) {
    return origin.name().toLowerCase(Locale.ROOT);
  }
}
