package dev.clef.keys;

import dev.clef.platform.db.KeysDb;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of wrapped keys. */
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

  /** Destroys all versions of an audit key; answers how many there were. */
  int endAuditKeys(String name) {
    return jdbc.sql("select keys.end_audit_keys(?)").param(name).query(Integer.class).single();
  }

  int endStaffKey(String name) {
    return jdbc.sql("select keys.end_staff_key(?)").param(name).query(Integer.class).single();
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
}
