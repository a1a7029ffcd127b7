package dev.clef.keys;

import dev.clef.keys.Epochs.Epoch;
import dev.clef.keys.Epochs.State;
import dev.clef.platform.db.KeysDb;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of epochs. */
class EpochStore {

  private final JdbcClient jdbc;

  EpochStore(@KeysDb JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  List<Epoch> all(String region) {
    return jdbc.sql(
            """
            select epoch, state, created_at, retired_at, destroyed_at
            from keys.epoch where region = ? order by epoch desc
            """)
        .param(region)
        .query((row, n) ->
            new Epoch(
                row.getInt("epoch"),
                State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getTimestamp("created_at").toInstant(),
                instant(row, "retired_at"),
                instant(row, "destroyed_at")))
        .list();
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    Timestamp at = row.getTimestamp(column);
    return at == null ? null : at.toInstant();
  }

  private static final String LIVE =
      """
      select epoch from keys.epoch
      where region = ? and state in ('current', 'preparing') order by epoch
      """;

  List<Integer> live(String region) {
    return jdbc.sql(LIVE).param(region).query((row, n) -> row.getInt(1)).list();
  }

  List<Integer> lockLive(String region) {
    return jdbc.sql(LIVE + " for share").param(region).query((row, n) -> row.getInt(1)).list();
  }

  /** Waits for every transaction that has locked the epochs, and lets no other begin. */
  void fence(String region) {
    jdbc.sql("select epoch from keys.epoch where region = ? order by epoch for update")
        .param(region)
        .query((row, n) -> row.getInt(1))
        .list();
  }

  void insert(String region, int epoch, State state, Instant at) {
    jdbc.sql(
            """
            insert into keys.epoch (region, epoch, state, created_at)
            values (?, ?, ?, ?) on conflict do nothing
            """)
        .params(region, epoch, code(state), Timestamp.from(at))
        .update();
  }

  /** The current epoch is retired and the prepared one is current. */
  void change(String region, int from, int to, Instant at) {
    jdbc.sql("select keys.switch_epoch(?, ?, ?, ?)")
        .params(region, from, to, Timestamp.from(at))
        .query(row -> {});
  }

  /** A retired epoch is over: its branch keys and its table go. */
  void end(String region, int epoch, Instant at) {
    jdbc.sql("select keys.end_epoch(?, ?, ?)")
        .params(region, epoch, Timestamp.from(at))
        .query(row -> {});
  }

  void makeTable(int epoch) {
    jdbc.sql("select keys.make_epoch_table(?)").param(epoch).query(row -> {});
  }

  List<String> tenants(int epoch) {
    return jdbc.sql("select distinct tenant_id from keys.branch_key where epoch = ?")
        .param(epoch)
        .query((row, n) -> row.getString(1))
        .list();
  }

  void begin(String region, int from, int to, int part) {
    jdbc.sql(
            """
            insert into keys.epoch_progress (region, epoch, part, step, total)
            select ?, ?, ?, 'wrap', count(*) from keys.person_key
            where epoch = ? and shard % ? = ? on conflict do nothing
            """)
        .params(region, to, part, from, PersonKeyStore.PARTS, part)
        .update();
  }

  List<EpochProgress> progress(String region, int epoch) {
    return jdbc.sql(PROGRESS + " order by part").params(region, epoch).query(this::progress).list();
  }

  private static final String PROGRESS =
      """
      select part, step, total, wrapped, checked, at_tenant, at_person
      from keys.epoch_progress where region = ? and epoch = ?
      """;

  /** Locked until the transaction ends: one worker a part. */
  EpochProgress lockProgress(String region, int epoch, int part) {
    return jdbc.sql(PROGRESS + " and part = ? for update")
        .params(region, epoch, part)
        .query(this::progress)
        .single();
  }

  private EpochProgress progress(ResultSet row, int n) throws SQLException {
    return new EpochProgress(
        row.getInt("part"),
        EpochProgress.Step.valueOf(row.getString("step").toUpperCase(Locale.ROOT)),
        row.getLong("total"),
        row.getLong("wrapped"),
        row.getLong("checked"),
        new PersonRef(row.getString("at_tenant"), row.getObject("at_person", UUID.class)));
  }

  void advance(String region, int epoch, EpochProgress to) {
    jdbc.sql(
            """
            update keys.epoch_progress
            set step = ?, wrapped = ?, checked = ?, at_tenant = ?, at_person = ?
            where region = ? and epoch = ? and part = ?
            """)
        .params(
            to.step().name().toLowerCase(Locale.ROOT),
            to.wrapped(),
            to.checked(),
            to.at().tenantId(),
            to.at().personId(),
            region,
            epoch,
            to.part())
        .update();
  }

  void damaged(String region, int epoch, PersonRef person) {
    jdbc.sql("insert into keys.epoch_damage values (?, ?, ?, ?) on conflict do nothing")
        .params(region, epoch, person.tenantId(), person.personId())
        .update();
  }

  /** People whose keys do not open or differ, as far as they are still there. */
  List<PersonRef> damage(String region, int epoch) {
    return jdbc.sql(
            """
            select d.tenant_id, d.person_id from keys.epoch_damage d
            where d.region = ? and d.epoch = ?
              and exists (select 1 from keys.person_key k
                          where k.tenant_id = d.tenant_id and k.person_id = d.person_id)
            order by 1, 2
            """)
        .params(region, epoch)
        .query((row, n) ->
            new PersonRef(row.getString("tenant_id"), row.getObject("person_id", UUID.class)))
        .list();
  }

  /** Lets every part begin again, without a memory of damage. */
  void beginAgain(String region, int epoch) {
    jdbc.sql(
            """
            update keys.epoch_progress
            set step = 'wrap', checked = 0, at_tenant = default, at_person = default
            where region = ? and epoch = ?
            """)
        .params(region, epoch)
        .update();
    jdbc.sql("delete from keys.epoch_damage where region = ? and epoch = ?")
        .params(region, epoch)
        .update();
  }

  /** Epochs whose state is not in the log yet. */
  List<Integer> unreported(String region) {
    return jdbc.sql(
            """
            select epoch from keys.epoch
            where region = ? and reported is distinct from state order by epoch
            """)
        .param(region)
        .query((row, n) -> row.getInt(1))
        .list();
  }

  void reported(String region, int epoch, State state) {
    jdbc.sql("update keys.epoch set reported = ? where region = ? and epoch = ?")
        .params(code(state), region, epoch)
        .update();
  }

  private static String code(State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
