package dev.clef.openid;

import dev.clef.openid.DeviceRequest.State;
import dev.clef.subject.SubjectId;
import dev.clef.subject.Tenant;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of what devices ask for. Codes come as digests only. */
class DeviceStore {

  private static final String TENANT = Tenant.DEFAULT.id();

  private static final String COLUMNS =
      """
      select request_id, client_id, scopes, state, user_id, authenticated_at, wait_seconds,
        polled_at, expires_at
      from openid.device_request
      """;

  private final JdbcClient jdbc;

  DeviceStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  void insert(DeviceRequest request, byte[] deviceHash, byte[] userMac, Instant now) {
    jdbc.sql(
            """
            insert into openid.device_request (request_id, tenant_id, client_id, device_hash,
              user_mac, scopes, state, wait_seconds, created_at, expires_at)
            values (:id, :tenant, :client, :device, :user, :scopes, 'waiting', :wait, :now, :expires)
            """)
        .param("id", request.requestId())
        .param("tenant", TENANT)
        .param("client", request.clientId())
        .param("device", deviceHash)
        .param("user", userMac)
        .param("scopes", ClientStore.array(request.scopes()))
        .param("wait", request.pause().toSeconds())
        .param("now", Timestamp.from(now))
        .param("expires", Timestamp.from(request.expiresAt()))
        .update();
  }

  Optional<DeviceRequest> byUserCode(byte[] mac) {
    return one("where user_mac = ?", mac);
  }

  Optional<DeviceRequest> byId(UUID requestId) {
    return one("where request_id = ?", requestId);
  }

  /** Locked until the transaction ends: of two that ask at once the second sees the first. */
  Optional<DeviceRequest> lockByDeviceCode(byte[] hash) {
    return one("where device_hash = ? for update", hash);
  }

  private Optional<DeviceRequest> one(String where, Object value) {
    return jdbc.sql(COLUMNS + where).param(value).query((row, n) -> request(row)).optional();
  }

  void polled(UUID requestId, Duration wait, Instant now) {
    jdbc.sql(
            """
            update openid.device_request set polled_at = ?, wait_seconds = ? where request_id = ?
            """)
        .params(Timestamp.from(now), wait.toSeconds(), requestId)
        .update();
  }

  /** False when somebody answered before, or it is too late. */
  boolean allow(UUID requestId, SubjectId who, Instant authenticatedAt, Instant now) {
    return jdbc.sql(
                """
                update openid.device_request
                set state = 'allowed', user_id = ?, authenticated_at = ?
                where request_id = ? and state = 'waiting' and expires_at > ?
                """)
            .params(who.value(), Timestamp.from(authenticatedAt), requestId, Timestamp.from(now))
            .update()
        == 1;
  }

  /** Likewise. */
  boolean refuse(UUID requestId, Instant now) {
    return jdbc.sql(
                """
                update openid.device_request set state = 'refused'
                where request_id = ? and state = 'waiting' and expires_at > ?
                """)
            .params(requestId, Timestamp.from(now))
            .update()
        == 1;
  }

  boolean delete(UUID requestId) {
    return jdbc.sql("delete from openid.device_request where request_id = ?")
            .param(requestId)
            .update()
        == 1;
  }

  void delete(Collection<SubjectId> subjects) {
    jdbc.sql("delete from openid.device_request where tenant_id = ? and user_id = any(?)")
        .params(TENANT, SubjectId.values(subjects))
        .update();
  }

  /** What somebody allowed a device and it has not fetched yet. */
  boolean delete(SubjectId subject, String clientId) {
    return jdbc.sql(
                """
                delete from openid.device_request
                where tenant_id = ? and user_id = ? and client_id = ?
                """)
            .params(TENANT, subject.value(), clientId)
            .update()
        > 0;
  }

  void deleteAll() {
    jdbc.sql("delete from openid.device_request").update();
  }

  void deleteExpired(Instant before) {
    jdbc.sql("delete from openid.device_request where expires_at <= ?")
        .param(Timestamp.from(before))
        .update();
  }

  private static DeviceRequest request(ResultSet row) throws SQLException {
    UUID user = row.getObject("user_id", UUID.class);
    Timestamp authenticated = row.getTimestamp("authenticated_at");
    Timestamp polled = row.getTimestamp("polled_at");
    return new DeviceRequest(
        row.getObject("request_id", UUID.class),
        row.getString("client_id"),
        ClientStore.texts(row, "scopes"),
        State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        user == null ? null : new SubjectId(user),
        authenticated == null ? null : authenticated.toInstant(),
        Duration.ofSeconds(row.getInt("wait_seconds")),
        polled == null ? null : polled.toInstant(),
        row.getTimestamp("expires_at").toInstant());
  }
}
