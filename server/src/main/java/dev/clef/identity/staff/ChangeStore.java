package dev.clef.identity.staff;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of who changed whose account. */
class ChangeStore {

  /**
   * One change.
   *
   * @param actor null for the operator
   * @param target null when it is about all
   * @param roles those the act gave or left; empty when it is not about roles
   */
  record Row(
      Instant at,
      StaffAct act,
      @Nullable UUID actor,
      @Nullable UUID target,
      Set<StaffRole> roles) {}

  private final JdbcClient jdbc;

  ChangeStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  void insert(UUID changeId, Row row) {
    jdbc.sql(
            """
            insert into identity.staff_change (change_id, at, act, actor, target, roles)
            values (:id, :at, :act, :actor, :target, :roles)
            """)
        .param("id", changeId)
        .param("at", Timestamp.from(row.at()))
        .param("act", row.act().code())
        .param("actor", row.actor())
        .param("target", row.target())
        .param("roles", StaffStore.codes(row.roles()))
        .update();
  }

  /** The newest, first. */
  List<Row> newest(int most) {
    return jdbc.sql("select * from identity.staff_change order by at desc, change_id desc limit ?")
        .param(most)
        .query((row, n) ->
            new Row(
                row.getTimestamp("at").toInstant(),
                StaffAct.of(row.getString("act")),
                row.getObject("actor", UUID.class),
                row.getObject("target", UUID.class),
                StaffStore.roles(row)))
        .list();
  }

  /** When one was last done. */
  Optional<Instant> last(StaffAct act) {
    return jdbc.sql("select at from identity.staff_change where act = ? order by at desc limit 1")
        .param(act.code())
        .query((row, n) -> row.getTimestamp("at").toInstant())
        .optional();
  }

  int deleteBefore(Instant before) {
    return jdbc.sql("delete from identity.staff_change where at < ?")
        .param(Timestamp.from(before))
        .update();
  }
}
