package dev.clef.keys;

import dev.clef.platform.db.BinaryCopy;
import dev.clef.platform.db.KeysDb;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of replacing people's data keys. */
class DataKeyStore {

  /** An earlier data key, in an envelope under the next one. */
  record Older(int version, byte[] sealedKey) {}

  /** An earlier data key to be stored. */
  record Retired(PersonRef person, int version, byte[] sealedKey) {}

  /** How far a rotation is. */
  record Progress(
      int number,
      Instant startedAt,
      Optional<Instant> finishedAt,
      PersonRef at,
      long total,
      long done,
      long damaged) {}

  private final JdbcClient jdbc;
  private final DataSource dataSource;

  DataKeyStore(@KeysDb JdbcClient jdbc, @KeysDb DataSource dataSource) {
    this.jdbc = jdbc;
    this.dataSource = dataSource;
  }

  /** The keys from one version on and before another, the newest first. */
  List<Older> older(PersonRef person, int from, int before) {
    return jdbc.sql(
            """
            select version, sealed_key from keys.older_data_key
            where tenant_id = ? and person_id = ? and version >= ? and version < ?
            order by version desc
            """)
        .params(person.tenantId(), person.personId(), from, before)
        .query((row, n) -> new Older(row.getInt("version"), row.getBytes("sealed_key")))
        .list();
  }

  /** Those whose data key was replaced at {@code since} or later. */
  Set<PersonRef> replacedSince(Collection<PersonRef> people, Instant since) {
    Set<PersonRef> found = new HashSet<>();
    PersonRef.byTenant(people)
        .forEach((tenant, persons) ->
            jdbc.sql(
                    """
                    select distinct person_id from keys.older_data_key
                    where tenant_id = ? and person_id = any(?) and retired_at >= ?
                    """)
                .params(tenant, persons, Timestamp.from(since))
                .query(row -> {
                  found.add(new PersonRef(tenant, row.getObject("person_id", UUID.class)));
                }));
    return found;
  }

  /** The rows of these people in these epochs, locked until the transaction ends. */
  List<WrappedPerson> lock(Collection<PersonRef> people, List<Integer> epochs) {
    List<WrappedPerson> rows = new ArrayList<>();
    PersonRef.byTenant(people)
        .forEach((tenant, persons) ->
            rows.addAll(
                jdbc.sql(
                        """
                        select * from keys.person_key
                        where epoch = any(?) and tenant_id = ? and person_id = any(?)
                        order by person_id, epoch for update
                        """)
                    .params(epochs.toArray(Integer[]::new), tenant, persons)
                    .query((row, n) -> PersonKeyStore.wrapped(row))
                    .list()));
    return rows;
  }

  /** Replaces the keys in rows that are there, each in its epoch. */
  void replace(List<WrappedPerson> rows) {
    jdbc.sql(
            """
            update keys.person_key k
            set branch_version = n.branch, data_key_version = n.version,
                wrapped_data_key = n.data, wrapped_commitment_key = n.commitment
            from unnest(?::int[], ?::text[], ?::uuid[], ?::int[], ?::int[], ?::bytea[], ?::bytea[])
              as n(epoch, tenant, person, branch, version, data, commitment)
            where k.epoch = n.epoch and k.tenant_id = n.tenant and k.person_id = n.person
            """)
        .params(
            rows.stream().map(row -> row.branch().epoch()).toArray(Integer[]::new),
            rows.stream().map(row -> row.person().tenantId()).toArray(String[]::new),
            rows.stream().map(row -> row.person().personId()).toArray(UUID[]::new),
            rows.stream().map(row -> row.branch().version()).toArray(Integer[]::new),
            rows.stream().map(WrappedPerson::dataKeyVersion).toArray(Integer[]::new),
            rows.stream().map(WrappedPerson::dataKey).toArray(byte[][]::new),
            rows.stream().map(WrappedPerson::commitmentKey).toArray(byte[][]::new))
        .update();
  }

  void retire(List<Retired> keys, Instant at) {
    BinaryCopy copy = new BinaryCopy();
    for (Retired key : keys) {
      copy.row(5)
          .text(key.person().tenantId())
          .uuid(key.person().personId())
          .int4(key.version())
          .bytes(key.sealedKey())
          .instant(at);
    }
    copy.into(
        dataSource,
        """
        copy keys.older_data_key (tenant_id, person_id, version, sealed_key, retired_at)
        from stdin (format binary)
        """);
  }

  /** Begins a rotation, unless one runs. */
  boolean begin(String region, Instant at) {
    return jdbc.sql(
                """
                insert into keys.data_key_rotation (region, number, started_at, total)
                select ?, coalesce((select max(number) from keys.data_key_rotation where region = ?), 0) + 1, ?,
                  (select count(*) from keys.person_key k join keys.epoch e on e.epoch = k.epoch
                   where e.region = ? and e.state = 'current')
                on conflict do nothing
                """)
            .params(region, region, Timestamp.from(at), region)
            .update()
        == 1;
  }

  private static final String PROGRESS =
      """
      select number, started_at, finished_at, at_tenant, at_person, total, done, damaged
      from keys.data_key_rotation where region = ?
      """;

  /** The latest rotation; empty when there never was one. */
  Optional<Progress> latest(String region) {
    return jdbc.sql(PROGRESS + " order by number desc limit 1")
        .param(region)
        .query(DataKeyStore::progress)
        .optional();
  }

  /** Rotations of which the log does not know how they stand. */
  List<Progress> unreported(String region) {
    return jdbc.sql(
            PROGRESS
                + """
                 and reported is distinct from
                   case when finished_at is null then 'begun' else 'finished' end
                order by number
                """)
        .param(region)
        .query(DataKeyStore::progress)
        .list();
  }

  void reported(String region, int number, String state) {
    jdbc.sql("update keys.data_key_rotation set reported = ? where region = ? and number = ?")
        .params(state, region, number)
        .update();
  }

  private static Progress progress(ResultSet row, int n) throws SQLException {
    Timestamp finished = row.getTimestamp("finished_at");
    return new Progress(
        row.getInt("number"),
        row.getTimestamp("started_at").toInstant(),
        Optional.ofNullable(finished).map(Timestamp::toInstant),
        new PersonRef(row.getString("at_tenant"), row.getObject("at_person", UUID.class)),
        row.getLong("total"),
        row.getLong("done"),
        row.getLong("damaged"));
  }

  /** The next people after somebody. */
  List<PersonRef> page(String region, PersonRef after, int limit) {
    return jdbc.sql(
            """
            select k.tenant_id, k.person_id from keys.epoch e
            join keys.person_key k on k.epoch = e.epoch
            where e.region = ? and e.state = 'current' and (k.tenant_id, k.person_id) > (?, ?)
            order by k.tenant_id, k.person_id limit ?
            """)
        .params(region, after.tenantId(), after.personId(), limit)
        .query((row, n) ->
            new PersonRef(row.getString("tenant_id"), row.getObject("person_id", UUID.class)))
        .list();
  }

  /** Moves on to the end of a page, unless another node has. */
  void advance(String region, DataKeyRotation.Page page, int done, int damaged) {
    PersonRef to = page.people().getLast();
    jdbc.sql(
            """
            update keys.data_key_rotation
            set at_tenant = ?, at_person = ?, done = done + ?, damaged = damaged + ?
            where region = ? and number = ? and at_tenant = ? and at_person = ?
            """)
        .params(
            to.tenantId(),
            to.personId(),
            done,
            damaged,
            region,
            page.rotation(),
            page.after().tenantId(),
            page.after().personId())
        .update();
  }

  void finish(String region, int number, Instant at) {
    jdbc.sql(
            """
            update keys.data_key_rotation set finished_at = ?
            where region = ? and number = ? and finished_at is null
            """)
        .params(Timestamp.from(at), region, number)
        .update();
  }
}
