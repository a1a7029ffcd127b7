package dev.clef.identity.imports;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The SQL of import jobs. */
class ImportJobStore {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final TypeReference<Map<String, Long>> COUNTS = new TypeReference<>() {};
  private static final String SELECT =
      """
      select import_id, source, dry_run, position, counts, started_at, updated_at, finished_at
      from identity.import_job
      """;

  private final JdbcClient jdbc;

  ImportJobStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  void insert(UUID importId, String source, byte[] fileDigest, boolean dryRun, Instant at) {
    jdbc.sql(
            """
            insert into identity.import_job
              (import_id, source, file_digest, dry_run, started_at, updated_at)
            values (?, ?, ?, ?, ?, ?) on conflict do nothing
            """)
        .params(importId, source, fileDigest, dryRun, Timestamp.from(at), Timestamp.from(at))
        .update();
  }

  Optional<ImportJob> unfinished(String source, byte[] fileDigest) {
    return jdbc.sql(
            SELECT
                + " where source = ? and file_digest = ? and not dry_run and finished_at is null")
        .params(source, fileDigest)
        .query((row, n) -> job(row))
        .optional();
  }

  Optional<ImportJob> find(UUID importId) {
    return jdbc.sql(SELECT + " where import_id = ?")
        .param(importId)
        .query((row, n) -> job(row))
        .optional();
  }

  /** The newest jobs. */
  List<ImportJob> recent(int limit) {
    return jdbc.sql(SELECT + " order by started_at desc limit ?")
        .param(limit)
        .query((row, n) -> job(row))
        .list();
  }

  /** The job, locked until the transaction ends: one batch at a time, on whatever node. */
  Optional<ImportJob> lock(UUID importId) {
    return jdbc.sql(SELECT + " where import_id = ? for update nowait")
        .param(importId)
        .query((row, n) -> job(row))
        .optional();
  }

  void advance(UUID importId, long position, Map<String, Long> counts, Instant at) {
    jdbc.sql(
            """
            update identity.import_job set position = ?, counts = ?::jsonb, updated_at = ?
            where import_id = ?
            """)
        .params(position, JSON.writeValueAsString(counts), Timestamp.from(at), importId)
        .update();
  }

  void finish(UUID importId, Instant at) {
    jdbc.sql(
            """
            update identity.import_job set finished_at = ? where import_id = ? and finished_at is null
            """)
        .params(Timestamp.from(at), importId)
        .update();
  }

  private static ImportJob job(ResultSet row) throws SQLException {
    Timestamp finished = row.getTimestamp("finished_at");
    return new ImportJob(
        row.getObject("import_id", UUID.class),
        row.getString("source"),
        row.getBoolean("dry_run"),
        row.getLong("position"),
        JSON.readValue(row.getString("counts"), COUNTS),
        row.getTimestamp("started_at").toInstant(),
        row.getTimestamp("updated_at").toInstant(),
        finished == null ? null : finished.toInstant());
  }
}
