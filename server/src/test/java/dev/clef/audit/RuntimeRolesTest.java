package dev.clef.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.platform.db.Database;
import dev.clef.platform.db.Login;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Running;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What the roles of the running process may do to history, found out by trying. */
@ClefServer
class RuntimeRolesTest {

  private static final String NOT_ALLOWED = "42501";

  private final Database data;
  private final Database keys;

  @Autowired
  RuntimeRolesTest(Running clef) {
    this.data = clef.databases().data();
    this.keys = clef.databases().keys();
  }

  @Test
  void the_runtime_role_changes_and_deletes_nothing_of_the_log() throws SQLException {
    List<String> tried = new ArrayList<>();
    for (String table :
        List.of(
            "entry",
            "leaf",
            "tile",
            "tree",
            "checkpoint",
            "cosignature",
            "witness",
            "queue",
            "time_stamp",
            "timestamp_authority")) {
      tried.addAll(changesOf("audit." + table));
    }
    tried.addAll(changesOf("audit." + anyPartition()));
    tried.add("insert into audit.leaf (idx, entry_id, leaf) values (0, gen_random_uuid(), '')");
    tried.add("insert into audit.tile (level, idx, hashes) values (0, 0, '')");
    tried.add("insert into audit.checkpoint (size, at, root, note) values (1, now(), '', '')");
    tried.add("select * from audit.queue for update");
    tried.add("select setval('audit.timestamp_serial', 1)");
    tried.add("alter table audit.entry disable trigger all");
    tried.add("drop function audit.append");
    tried.add("set role clef_owner");
    tried.add("set session_replication_role = replica");
    refused(data.app(), data, tried);
  }

  @Test
  void the_sequencer_role_reads_no_entry_and_rewrites_no_leaf_and_no_checkpoint()
      throws SQLException {
    List<String> tried = new ArrayList<>();
    tried.addAll(changesOf("audit.entry"));
    tried.addAll(changesOf("audit.leaf"));
    tried.addAll(changesOf("audit.checkpoint"));
    tried.add("select * from audit.entry");
    tried.add("select * from audit.activity");
    tried.add("delete from audit.tile");
    tried.add("delete from audit.tree");
    tried.add("insert into audit.queue (entry_id, leaf) values (gen_random_uuid(), '')");
    tried.add("truncate audit.queue");
    tried.add("select * from vault.field");
    tried.add("select * from identity.account");
    refused(Objects.requireNonNull(data.sequencer()), data, tried);
  }

  @Test
  void the_runtime_role_takes_back_no_erasure_and_destroys_no_key_of_the_service()
      throws SQLException {
    List<String> tried = new ArrayList<>();
    for (String table :
        List.of(
            "erasure",
            "erased_source",
            "branch_key",
            "service_key",
            "epoch",
            "root_key",
            "signing_key",
            "log_head",
            "rewrapped_service_key",
            "rewrapped_branch_key")) {
      tried.addAll(changesOf("keys." + table));
    }
    tried.add("select * from keys.rewrapped_service_key");
    tried.add("delete from keys.rewrapped_branch_key");
    refused(keys.app(), keys, tried);
    refused(
        data.app(), data, List.of("delete from rights.erasure", "delete from identity.account"));
  }

  private static List<String> changesOf(String table) {
    return List.of(
        "update " + table + " set " + column(table) + " = " + column(table),
        "delete from " + table,
        "truncate " + table,
        "alter table " + table + " add column mine int",
        "drop table " + table);
  }

  private static String column(String table) {
    return switch (table.substring(table.indexOf('.') + 1)) {
      case "leaf" -> "leaf";
      case "tile" -> "hashes";
      case "tree" -> "frontier";
      case "checkpoint" -> "note";
      case "cosignature" -> "line";
      case "witness" -> "url";
      case "queue" -> "leaf";
      case "time_stamp" -> "reply";
      case "timestamp_authority" -> "chain";
      case "erasure", "erased_source" -> "erased_at";
      case "log_head" -> "size";
      case "branch_key", "service_key", "rewrapped_service_key", "rewrapped_branch_key" ->
          "wrapped_key";
      case "epoch", "root_key", "signing_key" -> "state";
      default -> "event_part";
    };
  }

  private String anyPartition() throws SQLException {
    try (Connection connection = data.connect(data.app()).getConnection();
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid"
                    + " where i.inhparent = 'audit.entry'::regclass order by 1 limit 1")) {
      assertThat(row.next()).isTrue();
      return row.getString(1);
    }
  }

  private static void refused(Login login, Database database, List<String> statements)
      throws SQLException {
    try (Connection connection = database.connect(login).getConnection()) {
      connection.setAutoCommit(false);
      for (String sql : statements) {
        assertThat(state(connection, sql)).as(sql).isEqualTo(NOT_ALLOWED);
        connection.rollback();
      }
    }
  }

  private static String state(Connection connection, String sql) {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
      return "done";
    } catch (SQLException e) {
      return Objects.requireNonNull(e.getSQLState());
    }
  }
}
