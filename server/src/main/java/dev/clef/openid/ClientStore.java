package dev.clef.openid;

import dev.clef.subject.Tenant;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of clients. */
class ClientStore {

  private static final String TENANT = Tenant.DEFAULT.id();

  private static final String COLUMNS =
      """
      select client_id, name, kind, redirect_uris, logout_uris, scopes, asks, sector, created_at,
        secret_at, secret_mac, jwks, dpop_bound,
        backchannel_logout_uri, id_token_alg
      from openid.client
      """;

  /**
   * A client as stored.
   *
   * @param secretMac of the secret, see {@link ClientSecrets}; null without one
   */
  record Stored(Client client, byte @Nullable [] secretMac) {}

  private final JdbcClient jdbc;

  ClientStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  Optional<Stored> find(String clientId) {
    return jdbc.sql(COLUMNS + "where tenant_id = ? and client_id = ?")
        .params(TENANT, clientId)
        .query((row, n) -> stored(row))
        .optional();
  }

  /** All of them, by name. */
  List<Client> all() {
    return jdbc.sql(COLUMNS + "where tenant_id = ? order by name, client_id")
        .param(TENANT)
        .query((row, n) -> stored(row).client())
        .list();
  }

  void insert(Client client, byte @Nullable [] secretMac) {
    jdbc.sql(
            """
            insert into openid.client (tenant_id, client_id, name, kind, redirect_uris, logout_uris, scopes,
              asks, sector, created_at, secret_at, secret_mac, jwks,
              dpop_bound, backchannel_logout_uri, id_token_alg)
            values (:tenant, :id, :name, :kind, :redirectUris, :logoutUris, :scopes, :asks, :sector,
              :createdAt, :secretAt, :secretMac, :jwks, :dpopBound,
              :backchannel, :idTokenAlg)
            """)
        .param("tenant", TENANT)
        .param("id", client.clientId())
        .param("name", client.name())
        .param("kind", client.kind().code())
        .param("redirectUris", array(client.redirectUris()))
        .param("logoutUris", array(client.logoutUris()))
        .param("scopes", array(client.scopes()))
        .param("asks", client.asks())
        .param("sector", client.sector())
        .param("createdAt", Timestamp.from(client.createdAt()))
        .param("secretAt", client.secretAt() == null ? null : Timestamp.from(client.createdAt()))
        .param("secretMac", secretMac)
        .param("jwks", ClientKeys.text(client.jwks()))
        .param("dpopBound", client.dpopBound())
        .param("backchannel", client.backchannelLogoutUri())
        .param("idTokenAlg", client.idTokenSignedResponseAlg())
        .update();
  }

  void replaceSecret(String clientId, byte[] secretMac, Instant at) {
    jdbc.sql(
            """
            update openid.client set secret_mac = ?, secret_at = ?
            where tenant_id = ? and client_id = ?
            """)
        .params(secretMac, Timestamp.from(at), TENANT, clientId)
        .update();
  }

  /** Its token families and approvals go with it. */
  void replaceKeys(String clientId, Map<String, Object> jwks) {
    jdbc.sql("update openid.client set jwks = ? where tenant_id = ? and client_id = ?")
        .params(ClientKeys.text(jwks), TENANT, clientId)
        .update();
  }

  /** How many people have allowed each something. */
  Map<String, Long> people() {
    Map<String, Long> counts = new HashMap<>();
    jdbc.sql(
            """
            select client_id, count(*) as people from openid.approval where tenant_id = ?
            group by client_id
            """)
        .param(TENANT)
        .query(row -> {
          counts.put(row.getString("client_id"), row.getLong("people"));
        });
    return counts;
  }

  boolean delete(String clientId) {
    return jdbc.sql("delete from openid.client where tenant_id = ? and client_id = ?")
            .params(TENANT, clientId)
            .update()
        == 1;
  }

  private static Stored stored(ResultSet row) throws SQLException {
    Timestamp secretAt = row.getTimestamp("secret_at");
    return new Stored(
        new Client(
            row.getString("client_id"),
            row.getString("name"),
            ClientKind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
            texts(row, "redirect_uris"),
            texts(row, "logout_uris"),
            texts(row, "scopes"),
            row.getBoolean("asks"),
            row.getString("sector"),
            row.getTimestamp("created_at").toInstant(),
            secretAt == null ? null : secretAt.toInstant(),
            ClientKeys.read(row.getString("jwks")),
            row.getBoolean("dpop_bound"),
            row.getString("backchannel_logout_uri"),
            row.getString("id_token_alg")),
        row.getBytes("secret_mac"));
  }

  static String[] array(Iterable<String> texts) {
    return StreamSupport.stream(texts.spliterator(), false).toArray(String[]::new);
  }

  static List<String> texts(ResultSet row, String column) throws SQLException {
    Array array = row.getArray(column);
    return array == null ? List.of() : List.of((String[]) array.getArray());
  }
}
