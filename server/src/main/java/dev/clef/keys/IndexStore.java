package dev.clef.keys;

import dev.clef.platform.db.BinaryCopy;
import dev.clef.platform.db.Combined;
import dev.clef.platform.db.KeysDb;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of blind indexes. */
class IndexStore {

  /** The rows of a new person. */
  record Indexed(PersonRef person, List<IndexRow> rows) {}

  /** Digests of which one may be a person's. */
  private record Belonging(PersonRef person, IndexKind kind, byte[][] digests) {}

  private final JdbcClient jdbc;
  private final DataSource dataSource;
  private final Combined<Belonging, Boolean> verified = new Combined<>(this::areVerified);

  IndexStore(@KeysDb JdbcClient jdbc, @KeysDb DataSource dataSource) {
    this.jdbc = jdbc;
    this.dataSource = dataSource;
  }

  IndexKeys.Versions versions() {
    return versions("");
  }

  /** They stay what they are until the current transaction ends. */
  IndexKeys.Versions lockVersions() {
    return versions(" for share");
  }

  private IndexKeys.Versions versions(String lock) {
    return jdbc.sql("select oldest, newest from keys.index_keys" + lock)
        .query((row, n) -> new IndexKeys.Versions(row.getInt(1), row.getInt(2)))
        .single();
  }

  List<BlindIndexes.Hit> find(String tenantId, IndexKind kind, byte[] digest) {
    return jdbc.sql(
            """
            select person_id, verified from keys.blind_index
            where tenant_id = ? and kind = ? and digest = ?
            order by verified desc, person_id limit 3
            """)
        .params(tenantId, kind.code(), digest)
        .query((row, n) ->
            new BlindIndexes.Hit(
                row.getObject("person_id", UUID.class), row.getBoolean("verified")))
        .list();
  }

  // One look-up a digest, held apart by "offset 0": with "digest = any(…)" PostgreSQL plans a scan
  // of the whole kind while it has no statistics yet, and the first import slows down as it goes.
  /** Of these digests, those that are taken, in hexadecimal digits, and by whom. */
  Map<String, UUID> findAll(String tenantId, IndexKind kind, byte[][] digests) {
    Map<String, UUID> found = new HashMap<>();
    jdbc.sql(
            """
            select wanted.digest, found.person_id
            from unnest(:digests::bytea[]) as wanted(digest)
            cross join lateral (
              select person_id from keys.blind_index
              where tenant_id = :tenant and kind = :kind and digest = wanted.digest
              offset 0) as found
            """)
        .param("tenant", tenantId)
        .param("kind", kind.code())
        .param("digests", digests)
        .query(row -> {
          found.put(
              HexFormat.of().formatHex(row.getBytes("digest")),
              row.getObject("person_id", UUID.class));
        });
    return found;
  }

  /** Of these digests, those of erased people, in hexadecimal digits. */
  List<String> erasedSources(String tenantId, byte[][] digests) {
    return jdbc.sql(
            """
            select wanted.digest
            from unnest(:digests::bytea[]) as wanted(digest)
            cross join lateral (
              select 1 from keys.erased_source
              where tenant_id = :tenant and digest = wanted.digest
              offset 0) as found
            """)
        .param("tenant", tenantId)
        .param("digests", digests)
        .query((row, n) -> HexFormat.of().formatHex(row.getBytes("digest")))
        .list();
  }

  /** The rows of new people. */
  void copy(List<Indexed> people) {
    BinaryCopy copy = new BinaryCopy();
    for (Indexed indexed : people) {
      for (IndexRow index : indexed.rows()) {
        copy.row(7)
            .text(indexed.person().tenantId())
            .text(index.kind().code())
            .int2(index.keyVersion())
            .int2(BlindIndexes.NORM_VERSION)
            .bytes(index.digest())
            .uuid(indexed.person().personId())
            .bool(index.verified());
      }
    }
    copy.into(
        dataSource,
        """
        copy keys.blind_index (tenant_id, kind, key_version, norm_version, digest, person_id, verified)
        from stdin (format binary)
        """);
  }

  /**
   * Rows of a write whose outcome is not known yet. Who has the value already keeps it whatever
   * comes of the write, under each version.
   */
  void announce(PersonRef person, List<IndexRow> rows) {
    for (IndexRow row : rows) {
      jdbc.sql(
              """
              insert into keys.blind_index
                (tenant_id, kind, key_version, norm_version, digest, person_id, verified, pending)
              values (:tenant, :kind, :version, :norm, :digest, :person, :verified, not exists (
                select 1 from keys.blind_index
                where tenant_id = :tenant and kind = :kind and digest = any(:same::bytea[])
                  and person_id = :person and not pending))
              on conflict (tenant_id, kind, digest, person_id)
              do update set pending = false, verified = excluded.verified
              """)
          .param("tenant", person.tenantId())
          .param("kind", row.kind().code())
          .param("version", row.keyVersion())
          .param("norm", BlindIndexes.NORM_VERSION)
          .param("digest", row.digest())
          .param("person", person.personId())
          .param("verified", row.verified())
          .param(
              "same",
              rows.stream()
                  .filter(other -> other.kind() == row.kind())
                  .map(IndexRow::digest)
                  .toArray(byte[][]::new))
          .update();
    }
  }

  /** The write happened: the pending rows of a kind replace the others of that kind. */
  void promote(PersonRef person) {
    jdbc.sql(
            """
            delete from keys.blind_index old
            where old.tenant_id = :tenant and old.person_id = :person and not old.pending
              and exists (select 1 from keys.blind_index new
                          where new.tenant_id = old.tenant_id and new.person_id = old.person_id
                            and new.kind = old.kind and new.pending)
            """)
        .param("tenant", person.tenantId())
        .param("person", person.personId())
        .update();
    jdbc.sql(
            """
            update keys.blind_index set pending = false
            where tenant_id = :tenant and person_id = :person and pending
            """)
        .param("tenant", person.tenantId())
        .param("person", person.personId())
        .update();
  }

  /** Whether this person has one of these digests, and has proven it. */
  boolean isVerified(PersonRef person, IndexKind kind, byte[][] digests) {
    return verified.of(new Belonging(person, kind, digests));
  }

  private List<Boolean> areVerified(List<Belonging> asked) {
    List<Integer> nth = new ArrayList<>();
    List<Belonging> each = new ArrayList<>();
    List<byte[]> digests = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      for (byte[] digest : asked.get(i).digests()) {
        nth.add(i);
        each.add(asked.get(i));
        digests.add(digest);
      }
    }
    Set<Integer> verified =
        jdbc.sql(
                """
                select nth
                from unnest((select ?::int[]), (select ?::text[]), (select ?::uuid[]),
                  (select ?::text[]), (select ?::bytea[]))
                  as asked (nth, tenant_id, person_id, kind, digest)
                where exists (
                  select 1 from keys.blind_index b
                  where b.tenant_id = asked.tenant_id and b.kind = asked.kind
                    and b.digest = asked.digest and b.person_id = asked.person_id
                    and b.verified and not b.pending offset 0)
                """)
            .params(
                nth.toArray(Integer[]::new),
                each.stream().map(one -> one.person().tenantId()).toArray(String[]::new),
                each.stream().map(one -> one.person().personId()).toArray(UUID[]::new),
                each.stream().map(one -> one.kind().code()).toArray(String[]::new),
                digests.toArray(byte[][]::new))
            .query((row, n) -> row.getInt(1))
            .set();
    return IntStream.range(0, asked.size()).mapToObj(verified::contains).toList();
  }

  /** Whether this person has any digest of this kind that they have proven. */
  boolean hasVerified(PersonRef person, IndexKind kind) {
    return jdbc.sql(
            """
            select exists (
              select 1 from keys.blind_index
              where tenant_id = :tenant and person_id = :person and kind = :kind
                and verified and not pending)
            """)
        .param("tenant", person.tenantId())
        .param("person", person.personId())
        .param("kind", kind.code())
        .query(Boolean.class)
        .single();
  }

  /** The value behind these digests is proven; false when this person does not have it. */
  boolean verify(PersonRef person, IndexKind kind, byte[][] digests) {
    return jdbc.sql(
                """
                update keys.blind_index set verified = true
                where tenant_id = :tenant and kind = :kind and digest = any(:digests::bytea[])
                  and person_id = :person and not pending
                """)
            .param("tenant", person.tenantId())
            .param("kind", kind.code())
            .param("digests", digests)
            .param("person", person.personId())
            .update()
        > 0;
  }

  /** The write did not happen. */
  void dropPending(PersonRef person) {
    jdbc.sql(
            """
            delete from keys.blind_index
            where tenant_id = :tenant and person_id = :person and pending
            """)
        .param("tenant", person.tenantId())
        .param("person", person.personId())
        .update();
  }
}
