package dev.clef.identity;

import dev.clef.subject.Tenant;
import java.sql.Timestamp;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of what is remembered of the FIDO metadata of one publisher. */
final class MetadataStore implements MetadataMemory {

  private static final String TENANT = Tenant.DEFAULT.id();

  private final JdbcClient jdbc;
  private final byte[] publisher;

  /**
   * A store.
   *
   * @param publisher a digest of who is believed: another one begins with any number
   */
  MetadataStore(JdbcClient jdbc, byte[] publisher) {
    this.jdbc = jdbc;
    this.publisher = publisher.clone();
  }

  @Override
  public Optional<Accepted> last() {
    return jdbc.sql(
            """
            select number, digest, accepted_at from identity.authenticator_metadata
            where tenant_id = ? and publisher = ?
            """)
        .params(TENANT, publisher)
        .query((row, n) ->
            new Accepted(
                row.getLong("number"),
                row.getBytes("digest"),
                row.getTimestamp("accepted_at").toInstant()))
        .optional();
  }

  @Override
  public void accept(Accepted file) {
    jdbc.sql(
            """
            insert into identity.authenticator_metadata as known
              (tenant_id, publisher, number, digest, accepted_at) values (?, ?, ?, ?, ?)
            on conflict (tenant_id, publisher) do update set number = excluded.number,
              digest = excluded.digest, accepted_at = excluded.accepted_at
            where known.number <= excluded.number
            """)
        .params(TENANT, publisher, file.number(), file.digest(), Timestamp.from(file.at()))
        .update();
  }
}
