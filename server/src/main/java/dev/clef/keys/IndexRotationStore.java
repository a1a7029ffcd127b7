package dev.clef.keys;

import dev.clef.platform.db.KeysDb;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of replacing index keys. */
class IndexRotationStore {

  /**
   * How far a rotation is.
   *
   * @param leftOver people of the pass under way whose rows stay as they are
   * @param damaged likewise of the pass before
   * @param passes how often all people were gone through and some were left
   */
  record Progress(
      int version,
      Instant startedAt,
      Optional<Instant> finishedAt,
      Optional<Instant> destroyedAt,
      PersonRef at,
      long total,
      long done,
      long leftOver,
      long damaged,
      int passes) {}

  /** A tombstone of an imported identity. */
  record Tombstone(String tenantId, byte[] digest) {}

  private final JdbcClient jdbc;

  IndexRotationStore(@KeysDb JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The versions in force, which stay what they are and are read by no writer meanwhile. */
  IndexKeys.Versions hold() {
    return jdbc.sql("select oldest, newest from keys.index_keys for update")
        .query((row, n) -> new IndexKeys.Versions(row.getInt(1), row.getInt(2)))
        .single();
  }

  void setVersions(IndexKeys.Versions versions) {
    jdbc.sql("update keys.index_keys set oldest = ?, newest = ?")
        .params(versions.oldest(), versions.newest())
        .update();
  }

  long people() {
    return jdbc.sql("select count(*) from keys.version_head").query(Long.class).single();
  }

  /** As the last of its transaction: from its time on it is counted until everybody knows. */
  void begin(int version, long people) {
    jdbc.sql(
            """
            insert into keys.index_key_rotation (version, total, started_at)
            values (?, ?, clock_timestamp())
            """)
        .params(version, people)
        .update();
  }

  private static final String PROGRESS =
      """
      select version, started_at, finished_at, destroyed_at, at_tenant, at_person, total, done, left_over, damaged,
        passes
      from keys.index_key_rotation
      """;

  /** The latest rotation; empty when there never was one. */
  Optional<Progress> latest() {
    return jdbc.sql(PROGRESS + " order by version desc limit 1")
        .query(IndexRotationStore::progress)
        .optional();
  }

  /**
   * Whether all nodes know of the rotation, and the pass before is long enough ago: {@code pause},
   * and twice as long after each further one, at most a day.
   */
  boolean mayWork(int version, Duration known, Duration pause) {
    return jdbc.sql(
            """
            select now() > started_at + make_interval(secs => ?)
              and (pass_ended is null or now() > pass_ended
                + make_interval(secs => least(86400, ? * power(2, least(passes, 12) - 1))))
            from keys.index_key_rotation where version = ? and finished_at is null
            """)
        .params(known.toSeconds(), pause.toSeconds(), version)
        .query(Boolean.class)
        .optional()
        .orElse(false);
  }

  /** The next people after somebody who are not found under the newest key by all they have. */
  List<PersonRef> page(int version, PersonRef after, int limit) {
    return jdbc.sql(
            """
            select distinct old.tenant_id, old.person_id from keys.blind_index old
            where (old.tenant_id, old.person_id) > (?, ?) and old.key_version < ?
              and not exists (
                select 1 from keys.blind_index new
                where new.tenant_id = old.tenant_id and new.person_id = old.person_id
                  and new.kind = old.kind and new.key_version = ? and not new.pending)
            order by old.tenant_id, old.person_id limit ?
            """)
        .params(after.tenantId(), after.personId(), version, version, limit)
        .query((row, n) ->
            new PersonRef(row.getString("tenant_id"), row.getObject("person_id", UUID.class)))
        .list();
  }

  /** Moves on to the end of a page, unless another node has. */
  void advance(IndexRotation.Page page, int done, int leftOver) {
    PersonRef to = page.people().getLast();
    jdbc.sql(
            """
            update keys.index_key_rotation
            set at_tenant = ?, at_person = ?, done = done + ?, left_over = left_over + ?
            where version = ? and at_tenant = ? and at_person = ?
            """)
        .params(
            to.tenantId(),
            to.personId(),
            done,
            leftOver,
            page.version(),
            page.after().tenantId(),
            page.after().personId())
        .update();
  }

  /** Begins at the first person again, later, unless another node has moved on. */
  void again(Progress seen) {
    jdbc.sql(
            """
            update keys.index_key_rotation
            set at_tenant = '', at_person = '00000000-0000-0000-0000-000000000000',
                damaged = left_over, left_over = 0, pass_ended = now(), passes = passes + 1
            where version = ? and at_tenant = ? and at_person = ?
            """)
        .params(seen.version(), seen.at().tenantId(), seen.at().personId())
        .update();
  }

  void finish(int version, Instant at) {
    jdbc.sql(
            """
            update keys.index_key_rotation set finished_at = ?, damaged = 0
            where version = ? and finished_at is null
            """)
        .params(Timestamp.from(at), version)
        .update();
  }

  /** The rows of a person before a version, locked until the transaction ends. */
  List<IndexRow> lock(PersonRef person, int before) {
    return jdbc.sql(
            """
            select kind, key_version, digest, verified from keys.blind_index
            where tenant_id = ? and person_id = ? and key_version < ? order by kind, digest for update
            """)
        .params(person.tenantId(), person.personId(), before)
        .query((row, n) ->
            new IndexRow(
                IndexKind.of(row.getString("kind")),
                row.getInt("key_version"),
                row.getBytes("digest"),
                row.getBoolean("verified")))
        .list();
  }

  void delete(PersonRef person, IndexRow row) {
    jdbc.sql(
            """
            delete from keys.blind_index
            where tenant_id = ? and kind = ? and digest = ? and person_id = ?
            """)
        .params(person.tenantId(), row.kind().code(), row.digest(), person.personId())
        .update();
  }

  /**
   * Puts rows under another key where they stand: an erasure that waits for them finds them there.
   *
   * @return how many; not those of which a row written since the rotation began says the same
   */
  int rekey(PersonRef person, List<IndexRow> rows, List<byte[]> digests, int version) {
    return jdbc.sql(
            """
            update keys.blind_index i set digest = n.fresh, key_version = :version
            from unnest(:kinds::text[], :old::bytea[], :fresh::bytea[]) as n(kind, digest, fresh)
            where i.tenant_id = :tenant and i.kind = n.kind and i.digest = n.digest
              and i.person_id = :person
              and not exists (
                select 1 from keys.blind_index
                where tenant_id = :tenant and kind = n.kind and digest = n.fresh
                  and person_id = :person and not pending)
            """)
        .param("version", version)
        .param("kinds", rows.stream().map(row -> row.kind().code()).toArray(String[]::new))
        .param("old", rows.stream().map(IndexRow::digest).toArray(byte[][]::new))
        .param("fresh", digests.toArray(byte[][]::new))
        .param("tenant", person.tenantId())
        .param("person", person.personId())
        .update();
  }

  /** Tombstones of a version from a time on, behind one of them. */
  List<Tombstone> tombstones(int version, Instant since, Tombstone after, int limit) {
    return jdbc.sql(
            """
            select tenant_id, digest from keys.erased_source
            where key_version = ? and erased_at >= ? and (tenant_id, digest) > (?, ?)
            order by tenant_id, digest limit ?
            """)
        .params(version, Timestamp.from(since), after.tenantId(), after.digest(), limit)
        .query((row, n) -> new Tombstone(row.getString(1), row.getBytes(2)))
        .list();
  }

  /** Another row for the same erased identities, at {@code digests}. */
  void copyTombstones(List<Tombstone> old, List<byte[]> digests, int version) {
    jdbc.sql(
            """
            insert into keys.erased_source (tenant_id, digest, key_version, erased_at)
            select o.tenant_id, n.fresh, ?, o.erased_at
            from unnest(?::text[], ?::bytea[], ?::bytea[]) as n(tenant, digest, fresh)
            join keys.erased_source o on o.tenant_id = n.tenant and o.digest = n.digest
            on conflict do nothing
            """)
        .params(
            version,
            old.stream().map(Tombstone::tenantId).toArray(String[]::new),
            old.stream().map(Tombstone::digest).toArray(byte[][]::new),
            digests.toArray(byte[][]::new))
        .update();
  }

  void destroyBefore(int version, Instant at) {
    jdbc.sql("select keys.end_index_keys(?, ?)")
        .params(version, Timestamp.from(at))
        .query(row -> {});
  }

  /** Rotations of which the log does not know how they stand. */
  List<Progress> unreported() {
    return jdbc.sql(
            PROGRESS
                + """
                 where reported is distinct from
                  case when destroyed_at is not null then 'destroyed'
                    when finished_at is not null then 'finished' else 'begun' end
                order by version
                """)
        .query(IndexRotationStore::progress)
        .list();
  }

  void reported(int version, String state) {
    jdbc.sql("update keys.index_key_rotation set reported = ? where version = ?")
        .params(state, version)
        .update();
  }

  private static Progress progress(ResultSet row, int n) throws SQLException {
    return new Progress(
        row.getInt("version"),
        row.getTimestamp("started_at").toInstant(),
        instant(row, "finished_at"),
        instant(row, "destroyed_at"),
        new PersonRef(row.getString("at_tenant"), row.getObject("at_person", UUID.class)),
        row.getLong("total"),
        row.getLong("done"),
        row.getLong("left_over"),
        row.getLong("damaged"),
        row.getInt("passes"));
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getTimestamp(column)).map(Timestamp::toInstant);
  }
}
