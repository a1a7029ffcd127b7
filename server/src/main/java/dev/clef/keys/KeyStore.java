package dev.clef.keys;

import dev.clef.platform.db.KeysDb;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of wrapped keys and blind indexes. */
class KeyStore {

  private final JdbcClient jdbc;

  KeyStore(@KeysDb JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  byte @Nullable [] branchKey(BranchKeys.Branch branch) {
    return jdbc.sql(
            """
            select wrapped_key from keys.branch_key
            where tenant_id = ? and shard = ? and epoch = ? and version = ?
            """)
        .params(branch.tenantId(), branch.shard(), branch.epoch(), branch.version())
        .query((row, n) -> row.getBytes(1))
        .optional()
        .orElse(null);
  }

  /** A branch key as stored. */
  record BranchKey(BranchKeys.Branch branch, byte[] wrappedKey) {}

  List<BranchKey> branchKeys(int epoch) {
    return jdbc.sql(
            """
            select tenant_id, shard, epoch, version, wrapped_key from keys.branch_key
            where epoch = ?
            """)
        .param(epoch)
        .query((row, n) ->
            new BranchKey(
                new BranchKeys.Branch(
                    row.getString(1), row.getInt(2), row.getInt(3), row.getInt(4)),
                row.getBytes(5)))
        .list();
  }

  void rewrapBranchKey(BranchKey old, byte[] wrappedKey) {
    BranchKeys.Branch branch = old.branch();
    jdbc.sql("select keys.rewrap_branch_key(?, ?, ?, ?, ?, ?)")
        .params(
            branch.tenantId(),
            branch.shard(),
            branch.epoch(),
            branch.version(),
            old.wrappedKey(),
            wrappedKey)
        .query(row -> {});
  }

  void insertBranchKey(BranchKeys.Branch branch, byte[] wrapped, Instant at) {
    jdbc.sql(
            """
            insert into keys.branch_key (tenant_id, shard, epoch, version, wrapped_key, created_at)
            values (?, ?, ?, ?, ?, ?) on conflict do nothing
            """)
        .params(
            branch.tenantId(),
            branch.shard(),
            branch.epoch(),
            branch.version(),
            wrapped,
            Timestamp.from(at))
        .update();
  }

  /** A service key under a version of the root key. */
  record ServiceKey(int rootVersion, byte[] wrappedKey) {}

  @Nullable ServiceKey serviceKey(String kind, String name, int version) {
    return jdbc.sql(
            """
            select root_version, wrapped_key from keys.service_key
            where kind = ? and name = ? and version = ?
            """)
        .params(kind, name, version)
        .query((row, n) -> new ServiceKey(row.getInt(1), row.getBytes(2)))
        .optional()
        .orElse(null);
  }

  /** The number of the newest version; 0 when there is none. */
  int newestServiceKey(String kind, String name) {
    return jdbc.sql(
            """
            select coalesce(max(version), 0) from keys.service_key where kind = ? and name = ?
            """)
        .params(kind, name)
        .query((row, n) -> row.getInt(1))
        .single();
  }

  List<String> serviceKeyNames(String kind) {
    return jdbc.sql("select distinct name from keys.service_key where kind = ? order by name")
        .param(kind)
        .query((row, n) -> row.getString(1))
        .list();
  }

  void insertServiceKey(String kind, String name, int version, ServiceKey key, Instant at) {
    jdbc.sql(
            """
            insert into keys.service_key (kind, name, version, wrapped_key, created_at, root_version)
            values (?, ?, ?, ?, ?, ?) on conflict do nothing
            """)
        .params(kind, name, version, key.wrappedKey(), Timestamp.from(at), key.rootVersion())
        .update();
  }

  List<BlindIndexes.Hit> find(String tenantId, String kind, byte[] digest) {
    return jdbc.sql(
            """
            select person_id, verified from keys.blind_index
            where tenant_id = ? and kind = ? and digest = ? limit 3
            """)
        .params(tenantId, kind, digest)
        .query((row, n) ->
            new BlindIndexes.Hit(
                row.getObject("person_id", UUID.class), row.getBoolean("verified")))
        .list();
  }

  // One look-up a digest, held apart by "offset 0": with "digest = any(…)" PostgreSQL plans a scan
  // of
  // the whole kind while it has no statistics yet, and the first import slows down as it goes.
  Map<String, UUID> findAll(String tenantId, String kind, byte[][] digests) {
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
        .param("kind", kind)
        .param("digests", digests)
        .query(row -> {
          found.put(
              HexFormat.of().formatHex(row.getBytes("digest")),
              row.getObject("person_id", UUID.class));
        });
    return found;
  }

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

  void insertIndex(PersonRef person, IndexEntry entry, boolean pending) {
    jdbc.sql(
            """
            insert into keys.blind_index
              (tenant_id, kind, key_version, norm_version, digest, person_id, verified, pending)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (tenant_id, kind, digest, person_id)
            do update set pending = false, verified = excluded.verified
            """)
        .params(
            Arrays.asList(
                person.tenantId(),
                entry.kind().code(),
                BlindIndexes.KEY_VERSION,
                BlindIndexes.NORM_VERSION,
                entry.digest(),
                person.personId(),
                entry.verified(),
                pending))
        .update();
  }

  /** The write happened: the pending row of a kind replaces the others of that kind. */
  void promoteIndex(PersonRef person) {
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

  /** The write did not happen. */
  void dropPendingIndex(PersonRef person) {
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
