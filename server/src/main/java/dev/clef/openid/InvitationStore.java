package dev.clef.openid;

import dev.clef.subject.Tenant;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of invitations. Tokens come as digests only. */
class InvitationStore {

  private static final String TENANT = Tenant.DEFAULT.id();

  private final JdbcClient jdbc;

  InvitationStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  void insert(byte[] tokenHash, int uses, boolean pkceOptional, Instant now, Instant expires) {
    jdbc.sql(
            """
            insert into openid.invitation (tenant_id, token_hash, uses_left, pkce_optional, created_at, expires_at)
            values (?, ?, ?, ?, ?, ?)
            """)
        .params(TENANT, tokenHash, uses, pkceOptional, Timestamp.from(now), Timestamp.from(expires))
        .update();
  }

  /** Whether those who register by it may leave out PKCE; empty when it is good no more. */
  Optional<Boolean> pkceOptional(byte[] tokenHash, Instant now) {
    return jdbc.sql(
            """
            select pkce_optional from openid.invitation
            where tenant_id = ? and token_hash = ? and uses_left > 0 and expires_at > ?
            """)
        .params(TENANT, tokenHash, Timestamp.from(now))
        .query(Boolean.class)
        .optional();
  }

  /** One use less, in the current transaction; false when there is none left. */
  boolean use(byte[] tokenHash, Instant now) {
    return jdbc.sql(
                """
                update openid.invitation set uses_left = uses_left - 1
                where tenant_id = ? and token_hash = ? and uses_left > 0 and expires_at > ?
                """)
            .params(TENANT, tokenHash, Timestamp.from(now))
            .update()
        == 1;
  }

  void deleteAll() {
    jdbc.sql("delete from openid.invitation").update();
  }

  void deleteExpired(Instant now) {
    jdbc.sql("delete from openid.invitation where expires_at <= ?")
        .param(Timestamp.from(now))
        .update();
  }
}
