package dev.clef.keys;

import dev.clef.platform.db.BinaryCopy;
import dev.clef.platform.db.Combined;
import dev.clef.platform.db.KeysDb;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The SQL of person keys and version heads. */
class PersonKeyStore {

  /** A person's keys as stored, with what is known of the person's fields. */
  record Row(WrappedPerson keys, Heads heads) {}

  /** The two parts into which an epoch change divides people, to work on both at once. */
  static final int PARTS = 2;

  /** In the first half of PostgreSQL's advisory locks of the keys database. */
  private static final int EPOCH_LOCK = 0x0E90C4;

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final TypeReference<Map<String, Long>> VERSIONS = new TypeReference<>() {};

  private record Asked(String region, PersonRef person) {}

  private final JdbcClient jdbc;
  private final DataSource dataSource;
  private final Combined<Asked, Optional<Row>> finds = Combined.finding(this::findAsked);

  PersonKeyStore(@KeysDb JdbcClient jdbc, @KeysDb DataSource dataSource) {
    this.jdbc = jdbc;
    this.dataSource = dataSource;
  }

  private static final String FIND =
      """
      select k.tenant_id, k.person_id, k.shard, k.epoch, k.branch_version,
             k.data_key_version, k.wrapped_data_key, k.wrapped_commitment_key,
             k.created_at, k.confirmed, h.heads, h.pending
      from keys.epoch e
      join keys.person_key k on k.epoch = e.epoch
      left join keys.version_head h on h.tenant_id = k.tenant_id and h.person_id = k.person_id
      where e.region = ? and e.state = 'current' and k.tenant_id = ? and k.person_id =
      """;

  /** Asked for by every read of somebody's data that finds no key in memory, so shared. */
  Optional<Row> find(String region, PersonRef person) {
    return finds.of(new Asked(region, person));
  }

  private List<Map.Entry<Asked, Row>> findAsked(List<Asked> asked) {
    Map<String, List<PersonRef>> byRegion = new HashMap<>();
    asked.forEach(
        one -> byRegion.computeIfAbsent(one.region(), _ -> new ArrayList<>()).add(one.person()));
    List<Map.Entry<Asked, Row>> found = new ArrayList<>();
    byRegion.forEach((region, people) ->
        find(region, people)
            .forEach(row -> found.add(Map.entry(new Asked(region, row.keys().person()), row))));
    return found;
  }

  /** The rows of those who have one. */
  List<Row> find(String region, Collection<PersonRef> people) {
    List<Row> rows = new ArrayList<>(people.size());
    PersonRef.byTenant(people)
        .forEach((tenant, persons) ->
            rows.addAll(
                jdbc.sql(FIND + "any((select ?::uuid[])::uuid[])")
                    .params(region, tenant, persons)
                    .query((row, n) -> row(row))
                    .list()));
    return rows;
  }

  private static Row row(ResultSet row) throws SQLException {
    return new Row(
        wrapped(row),
        new Heads(versions(row.getString("heads")), versions(row.getString("pending"))));
  }

  static WrappedPerson wrapped(ResultSet row) throws SQLException {
    PersonRef person =
        new PersonRef(row.getString("tenant_id"), row.getObject("person_id", UUID.class));
    return new WrappedPerson(
        person,
        new BranchKeys.Branch(
            person.tenantId(),
            row.getInt("shard"),
            row.getInt("epoch"),
            row.getInt("branch_version")),
        row.getInt("data_key_version"),
        row.getBytes("wrapped_data_key"),
        row.getBytes("wrapped_commitment_key"),
        row.getTimestamp("created_at").toInstant(),
        row.getBoolean("confirmed"));
  }

  /** Waits for batches of an epoch change that may hold these people's keys in their hands. */
  void shareWithEpochs(Collection<PersonRef> people) {
    people.stream()
        .map(person -> BranchKeys.shard(person.personId()) % PARTS)
        .distinct()
        .sorted()
        .forEach(part ->
            jdbc.sql("select pg_advisory_xact_lock_shared(?, ?)")
                .params(EPOCH_LOCK, part)
                .query(row -> {}));
  }

  /** Keeps everybody's keys in this part from being destroyed until the transaction ends. */
  void lockPart(int part) {
    jdbc.sql("select pg_advisory_xact_lock(?, ?)").params(EPOCH_LOCK, part).query(row -> {});
  }

  /**
   * Until the transaction ends, pages are read along the index: without statistics, which a table
   * that is just being filled has not, PostgreSQL would read it whole for every page.
   */
  void readByIndex() {
    jdbc.sql(
            """
            select set_config('enable_seqscan', 'off', true),
              set_config('enable_bitmapscan', 'off', true), set_config('enable_sort', 'off', true)
            """)
        .query(row -> {});
  }

  private static final String COLUMNS =
      """
      tenant_id, person_id, shard, epoch, branch_version, data_key_version,
      wrapped_data_key, wrapped_commitment_key, created_at, confirmed
      """;

  /** The person at the end of the next page; empty when there is no whole page left. */
  Optional<PersonRef> endOfPage(int epoch, int part, PersonRef after, int size) {
    return jdbc.sql(
            """
            select tenant_id, person_id from keys.person_key
            where epoch = ? and shard % ? = ? and (tenant_id, person_id) > (?, ?)
            order by tenant_id, person_id offset ? limit 1
            """)
        .params(epoch, PARTS, part, after.tenantId(), after.personId(), size - 1)
        .query((row, n) ->
            new PersonRef(row.getString("tenant_id"), row.getObject("person_id", UUID.class)))
        .optional();
  }

  /**
   * All rows of a part in these two epochs, after one person and up to another, as of one moment;
   * the caller's list.
   */
  List<WrappedPerson> inEither(
      int from, int to, int part, PersonRef after, @Nullable PersonRef upTo) {
    String bound = upTo == null ? "" : " and (tenant_id, person_id) <= (?, ?)";
    List<Object> values =
        new ArrayList<>(List.of(from, to, PARTS, part, after.tenantId(), after.personId()));
    if (upTo != null) {
      values.add(upTo.tenantId());
      values.add(upTo.personId());
    }
    return jdbc.sql(
            "select "
                + COLUMNS
                + """
                from keys.person_key
                where epoch in (?, ?) and shard % ? = ? and (tenant_id, person_id) > (?, ?)
                """
                + bound)
        .params(values)
        .query((row, n) -> wrapped(row))
        .list();
  }

  /** Takes somebody's keys out of an epoch that is being prepared. */
  void takeOut(PersonRef person, int preparing) {
    jdbc.sql("delete from keys.person_key where tenant_id = ? and person_id = ? and epoch = ?")
        .params(person.tenantId(), person.personId(), preparing)
        .update();
  }

  void copy(List<WrappedPerson> people) {
    BinaryCopy keys = new BinaryCopy();
    for (WrappedPerson person : people) {
      keys.row(10)
          .int4(person.branch().epoch())
          .text(person.person().tenantId())
          .uuid(person.person().personId())
          .int2(person.branch().shard())
          .int4(person.branch().version())
          .int4(person.dataKeyVersion())
          .bytes(person.dataKey())
          .bytes(person.commitmentKey())
          .instant(person.createdAt())
          .bool(person.confirmed());
    }
    keys.into(
        dataSource,
        """
        copy keys.person_key (epoch, tenant_id, person_id, shard, branch_version, data_key_version,
          wrapped_data_key, wrapped_commitment_key, created_at, confirmed)
        from stdin (format binary)
        """);
  }

  /** The first versions of the fields of new people. */
  void copyHeads(List<NewPerson.Registration> people) {
    BinaryCopy heads = new BinaryCopy();
    for (NewPerson.Registration registration : people) {
      NewPerson person = registration.person();
      PersonRef ref = person.key().person();
      heads
          .row(3)
          .text(ref.tenantId())
          .uuid(ref.personId())
          .json(json(person.key().heads().confirmed()));
    }
    heads.into(
        dataSource,
        "copy keys.version_head (tenant_id, person_id, heads) from stdin (format binary)");
  }

  /** The heads, locked until the transaction ends; absent when the person's keys are gone. */
  Optional<Heads> lockHeads(PersonRef person) {
    return jdbc.sql(
            """
            select heads, pending from keys.version_head
            where tenant_id = ? and person_id = ? for update
            """)
        .params(person.tenantId(), person.personId())
        .query((row, n) ->
            new Heads(versions(row.getString("heads")), versions(row.getString("pending"))))
        .optional();
  }

  void writeHeads(PersonRef person, Heads heads) {
    jdbc.sql(
            """
            update keys.version_head set heads = :heads::jsonb, pending = :pending::jsonb
            where tenant_id = :tenant and person_id = :person
            """)
        .param("heads", json(heads.confirmed()))
        .param("pending", heads.pending().isEmpty() ? null : json(heads.pending()))
        .param("tenant", person.tenantId())
        .param("person", person.personId())
        .update();
  }

  /**
   * Deletes the keys and everything that finds these people; keeps the tombstones of imported
   * sources. Overwriting first would only make another copy: PostgreSQL never writes in place.
   */
  void destroy(Collection<PersonRef> people, Instant at) {
    PersonRef.byTenant(people)
        .forEach((tenant, persons) ->
            jdbc.sql(
                    """
                    insert into keys.erased_source (tenant_id, digest, key_version, erased_at)
                    select tenant_id, digest, key_version, ? from keys.blind_index
                    where tenant_id = ? and person_id = any(?) and kind = 'source'
                    on conflict do nothing
                    """)
                .params(Timestamp.from(at), tenant, persons)
                .update());
    reap(people);
  }

  /** Likewise, without tombstones. */
  void reap(Collection<PersonRef> people) {
    PersonRef.byTenant(people)
        .forEach((tenant, persons) -> {
          for (String table :
              List.of("person_key", "older_data_key", "version_head", "blind_index")) {
            jdbc.sql("delete from keys." + table + " where tenant_id = ? and person_id = any(?)")
                .params(tenant, persons)
                .update();
          }
        });
  }

  List<PersonRef> unconfirmed(Instant before, int limit) {
    return jdbc.sql(
            """
            select k.tenant_id, k.person_id from keys.person_key k
            join keys.epoch e on e.epoch = k.epoch and e.state = 'current'
            where not k.confirmed and k.created_at < ? order by k.created_at limit ?
            """)
        .params(Timestamp.from(before), limit)
        .query((row, n) ->
            new PersonRef(row.getString("tenant_id"), row.getObject("person_id", UUID.class)))
        .list();
  }

  List<PersonRef> unsettled(int limit) {
    return jdbc.sql(
            """
            select tenant_id, person_id from keys.version_head where pending is not null limit ?
            """)
        .param(limit)
        .query((row, n) ->
            new PersonRef(row.getString("tenant_id"), row.getObject("person_id", UUID.class)))
        .list();
  }

  void confirm(List<PersonRef> people) {
    PersonRef.byTenant(people)
        .forEach((tenant, persons) ->
            jdbc.sql(
                    """
                    update keys.person_key set confirmed = true
                    where tenant_id = :tenant and person_id = any(:people) and not confirmed
                    """)
                .param("tenant", tenant)
                .param("people", persons)
                .update());
  }

  void believeAll() {
    jdbc.sql("update keys.person_key set confirmed = true where not confirmed").update();
  }

  int doubt(Instant since) {
    return jdbc.sql(
            "update keys.person_key set confirmed = false where confirmed and created_at > ?")
        .param(Timestamp.from(since))
        .update();
  }

  private static String json(Map<String, Long> versions) {
    return JSON.writeValueAsString(versions);
  }

  private static Map<String, Long> versions(@Nullable String json) {
    try {
      return json == null ? Map.of() : JSON.readValue(json, VERSIONS);
    } catch (JacksonException damaged) {
      throw new EnvelopeRejected();
    }
  }
}
