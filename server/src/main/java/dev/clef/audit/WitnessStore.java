package dev.clef.audit;

import dev.clef.audit.WitnessState.Stand;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of witnesses: what is remembered of each. */
class WitnessStore {

  private final JdbcClient jdbc;

  WitnessStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  List<WitnessState> all() {
    return jdbc.sql("select url, size, state, since, reported from audit.witness order by url")
        .query((row, n) ->
            new WitnessState(
                row.getString("url"),
                row.getLong("size"),
                Stand.of(row.getString("state")),
                row.getTimestamp("since").toInstant(),
                Optional.ofNullable(row.getString("reported")).map(Stand::of).orElse(null)))
        .list();
  }

  Optional<WitnessState> find(String url) {
    return all().stream().filter(state -> state.url().equals(url)).findFirst();
  }

  void cosigned(String url, long size, Instant at) {
    stands(url, Stand.AGREES, null, at);
    jdbc.sql("update audit.witness set size = greatest(size, ?), at = ? where url = ?")
        .params(size, Timestamp.from(at), url)
        .update();
  }

  /** Evidence stays until there is newer evidence. */
  void stands(String url, Stand stand, @Nullable String evidence, Instant at) {
    jdbc.sql(
            """
            insert into audit.witness as w (url, state, since, evidence)
            values (:url, :state, :at, :evidence)
            on conflict (url) do update set
              since = case when w.state = excluded.state then w.since else excluded.since end,
              state = excluded.state,
              evidence = coalesce(excluded.evidence, w.evidence)
            """)
        .param("url", url)
        .param("state", stand.code())
        .param("at", Timestamp.from(at))
        .param("evidence", evidence)
        .update();
  }

  void reported(String url, Stand stand) {
    jdbc.sql("update audit.witness set reported = ? where url = ?")
        .params(stand.code(), url)
        .update();
  }
}
