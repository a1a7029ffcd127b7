package dev.clef.identity.imports;

import dev.clef.platform.db.BinaryCopy;
import dev.clef.subject.SubjectId;
import dev.clef.subject.Tenant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of what imported people looked like in their source: keyed digests, nothing readable. */
class ImportedStore {

  private static final String TENANT = Tenant.DEFAULT.id();

  private final JdbcClient jdbc;
  private final DataSource dataSource;

  ImportedStore(JdbcClient jdbc, DataSource dataSource) {
    this.jdbc = jdbc;
    this.dataSource = dataSource;
  }

  void copy(Map<SubjectId, byte[]> digests) {
    BinaryCopy copy = new BinaryCopy();
    digests.forEach(
        (subject, digest) -> copy.row(3).text(TENANT).uuid(subject.value()).bytes(digest));
    copy.into(
        dataSource,
        "copy identity.imported (tenant_id, user_id, record_digest) from stdin (format binary)");
  }

  Map<UUID, byte[]> find(Collection<UUID> people) {
    Map<UUID, byte[]> found = new HashMap<>();
    jdbc.sql(
            """
            select user_id, record_digest from identity.imported
            where tenant_id = :tenant and user_id = any(:people)
            """)
        .param("tenant", TENANT)
        .param("people", people.toArray(UUID[]::new))
        .query(row -> {
          found.put(row.getObject("user_id", UUID.class), row.getBytes("record_digest"));
        });
    return found;
  }

  void update(SubjectId subject, byte[] digest) {
    jdbc.sql(
            """
            update identity.imported set record_digest = ? where tenant_id = ? and user_id = ?
            """)
        .params(digest, TENANT, subject.value())
        .update();
  }

  void delete(Collection<SubjectId> subjects) {
    jdbc.sql("delete from identity.imported where tenant_id = ? and user_id = any(?)")
        .params(TENANT, SubjectId.values(subjects))
        .update();
  }
}
