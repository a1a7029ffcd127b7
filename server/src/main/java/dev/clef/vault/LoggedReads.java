package dev.clef.vault;

import dev.clef.audit.AuditLog;
import dev.clef.keys.PersonRef;
import dev.clef.platform.db.Combined;
import dev.clef.vault.VaultStore.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads of several people in one statement: the state of each is checked, the entry of each that is
 * granted appended, and only then are ciphertexts selected. All entries are committed before any of
 * them is told anything. Thread-safe.
 */
final class LoggedReads {

  /** One read, and the entry it leaves. */
  record Asked(PersonRef person, Access access, List<String> names, AuditLog.Prepared entry) {}

  /**
   * The arrays are in sub-selects, so that PostgreSQL keeps its plan for any number of reads, see
   * {@link Combined#finding}.
   */
  private static final String READ_TOGETHER =
      """
      with asked as materialized (
        select * from unnest((select ?::text[]), (select ?::uuid[]), (select ?::text[]),
          (select ?::boolean[]), (select ?::text[]), (select ?::uuid[]), (select ?::timestamptz[]),
          (select ?::bytea[]), (select ?::bytea[]), (select ?::bytea[]), (select ?::bytea[]))
          with ordinality as a (tenant_id, user_id, purpose, wish, names, entry_id, at, event_part,
            person_part, tag, leaf, n)
      ), logged as materialized (
        select a.n, a.tenant_id, a.user_id, string_to_array(a.names, ',') as names,
          audit.append(a.entry_id, a.at, a.event_part, a.person_part, a.tag, a.leaf)
        from asked a
        join vault.read_state s on s.tenant_id = a.tenant_id and s.user_id = a.user_id
        where not s.erased and a.purpose = any(s.purposes) and (not s.restricted or a.wish)
      )
      select l.n, f.name, f.version, f.ciphertext, f.origin, f.written_at
      from logged l left join vault.field f
        on f.tenant_id = l.tenant_id and f.user_id = l.user_id and f.name = any(l.names)
      """;

  private final JdbcClient jdbc;
  private final Function<Asked, Optional<List<Row>>> alone;
  private final Combined<Asked, Optional<List<Row>>> reads = new Combined<>(this::read);

  LoggedReads(JdbcClient jdbc, Function<Asked, Optional<List<Row>>> alone) {
    this.jdbc = jdbc;
    this.alone = alone;
  }

  /** Empty when the state refuses; then nothing was logged. */
  Optional<List<Row>> of(Asked asked) {
    return reads.of(asked);
  }

  private List<Optional<List<Row>>> read(List<Asked> all) {
    if (all.size() == 1) {
      return List.of(alone.apply(all.getFirst()));
    }
    Map<Integer, List<Row>> found = new HashMap<>();
    jdbc.sql(READ_TOGETHER)
        .param(each(all, one -> one.person().tenantId()).toArray(String[]::new))
        .param(each(all, one -> one.person().personId()).toArray(UUID[]::new))
        .param(each(all, one -> one.access().purpose().code()).toArray(String[]::new))
        .param(each(all, one -> one.access().isWishOfPerson()).toArray(Boolean[]::new))
        .param(each(all, one -> String.join(",", one.names())).toArray(String[]::new))
        .param(each(all, one -> one.entry().entryId()).toArray(UUID[]::new))
        // The driver writes an array of timestamps in the zone of the JVM.
        .param(each(all, one -> one.entry().at().toString()).toArray(String[]::new))
        .param(each(all, one -> one.entry().eventPart()).toArray(byte[][]::new))
        .param(each(all, one -> one.entry().personPart()).toArray(byte[][]::new))
        .param(each(all, one -> one.entry().tag()).toArray(byte[][]::new))
        .param(each(all, one -> one.entry().leaf()).toArray(byte[][]::new))
        .query(row -> {
          List<Row> rows = found.computeIfAbsent(row.getInt("n"), n -> new ArrayList<>());
          if (row.getString("name") != null) {
            rows.add(VaultStore.row(row));
          }
        });
    // The ordinality of SQL begins with one.
    return IntStream.rangeClosed(1, all.size())
        .mapToObj(n -> Optional.ofNullable(found.get(n)))
        .toList();
  }

  private static <T extends @Nullable Object> Stream<T> each(
      List<Asked> all, Function<Asked, T> part) {
    return all.stream().map(part);
  }
}
