package dev.clef.openid;

import dev.clef.subject.SubjectId;
import dev.clef.subject.Tenant;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of what applications have still to be told. */
class LogoutStore {

  private static final String TENANT = Tenant.DEFAULT.id();

  /** Only who was told who signed in has something to end. */
  private static final String PARTIES =
      """
      select distinct f.client_id, f.user_id, f.session_id
      from openid.token_family f
      join openid.client c on c.tenant_id = f.tenant_id and c.client_id = f.client_id
      where c.backchannel_logout_uri is not null and f.access_issued_at is not null
        and 'openid' = any(f.scopes) and f.tenant_id = ?
      """;

  /** Where somebody is signed in; {@code session} is null when nobody knows in which session. */
  record Party(String clientId, SubjectId subject, @Nullable UUID session) {}

  /** What waits to be told. */
  record Queued(
      UUID logoutId, String clientId, String sealed, Instant expiresAt, int attempts, UUID claim) {}

  private final JdbcClient jdbc;

  LogoutStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Where these people are signed in. */
  List<Party> parties(Collection<SubjectId> people) {
    return jdbc.sql(PARTIES + "and f.user_id = any(?)")
        .params(TENANT, SubjectId.values(people))
        .query((row, n) -> party(row))
        .list();
  }

  /** Where somebody is signed in by one session. */
  List<Party> parties(SubjectId subject, UUID sessionId) {
    return jdbc.sql(PARTIES + "and f.user_id = ? and f.session_id = ?")
        .params(TENANT, subject.value(), sessionId)
        .query((row, n) -> party(row))
        .list();
  }

  /** Where somebody is signed in to one application. */
  List<Party> parties(SubjectId subject, String clientId) {
    return jdbc.sql(PARTIES + "and f.user_id = ? and f.client_id = ?")
        .params(TENANT, subject.value(), clientId)
        .query((row, n) -> party(row))
        .list();
  }

  private static Party party(ResultSet row) throws SQLException {
    return new Party(
        row.getString("client_id"),
        new SubjectId(row.getObject("user_id", UUID.class)),
        row.getObject("session_id", UUID.class));
  }

  void insert(UUID logoutId, String clientId, String sealed, Instant now, Instant expires) {
    jdbc.sql(
            """
            insert into openid.logout (logout_id, tenant_id, client_id, sealed, created_at,
              expires_at, next_at)
            values (:id, :tenant, :client, :sealed, :now, :expires, :now)
            """)
        .param("id", logoutId)
        .param("tenant", TENANT)
        .param("client", clientId)
        .param("sealed", sealed)
        .param("now", Timestamp.from(now))
        .param("expires", Timestamp.from(expires))
        .update();
  }

  /** Claims what is due: nobody else gets it before {@code until}; then it comes back by itself. */
  List<Queued> claim(UUID claim, int most, Instant now, Instant until) {
    return jdbc.sql(
            """
            update openid.logout set claim = :claim, next_at = :until
            where logout_id in (
              select logout_id from openid.logout where next_at <= :now
              order by next_at limit :most for update skip locked)
            returning logout_id, client_id, sealed, expires_at, attempts, claim
            """)
        .param("claim", claim)
        .param("most", most)
        .param("now", Timestamp.from(now))
        .param("until", Timestamp.from(until))
        .query((row, n) ->
            new Queued(
                row.getObject("logout_id", UUID.class),
                row.getString("client_id"),
                row.getString("sealed"),
                row.getTimestamp("expires_at").toInstant(),
                row.getInt("attempts"),
                row.getObject("claim", UUID.class)))
        .list();
  }

  void again(Queued queued, Instant at) {
    jdbc.sql(
            """
            update openid.logout set next_at = ?, attempts = attempts + 1, claim = null
            where logout_id = ? and claim = ?
            """)
        .params(Timestamp.from(at), queued.logoutId(), queued.claim())
        .update();
  }

  void end(Queued queued) {
    jdbc.sql("delete from openid.logout where logout_id = ? and claim = ?")
        .params(queued.logoutId(), queued.claim())
        .update();
  }
}
