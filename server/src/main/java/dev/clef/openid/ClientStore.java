package dev.clef.openid;

import dev.clef.platform.db.Combined;
import dev.clef.subject.Tenant;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/** The SQL of clients. */
class ClientStore {

  private static final String TENANT = Tenant.DEFAULT.id();

  /** In the request, with the client's identifier. */
  private static final String FOUND = Stored.class.getName() + " ";

  private static final String COLUMNS =
      """
      select client_id, name, kind, redirect_uris, logout_uris, scopes, asks, sector,
        sector_identifier_uri, created_at, secret_at, secret_mac, jwks, jwks_uri, dpop_bound,
        backchannel_logout_uri, id_token_alg, userinfo_alg, pkce_optional, par_required,
        xmin::text || ctid::text as state
      from openid.client
      """;

  /**
   * A client as stored.
   *
   * @param secretMac of the secret, see {@link ClientSecrets}; null without one
   */
  record Stored(Client client, byte @Nullable [] secretMac) {

    /** Whether the row is the same. */
    boolean isSame(Stored other) {
      return client.equals(other.client) && Arrays.equals(secretMac, other.secretMac);
    }
  }

  private static final int MOST_KNOWN = 1_000;

  /** A row in one state: whoever changes it leaves it in another one. */
  private record Known(String state, Stored stored) {}

  private final JdbcClient jdbc;
  private final Map<String, Known> known = new ConcurrentHashMap<>();
  private final Combined<String, Optional<Stored>> byId = Combined.finding(this::current);

  ClientStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * One client. A request is judged by one state of it: what looks for the same client again in the
   * course of a request is given what was found first.
   */
  Optional<Stored> find(String clientId) {
    RequestAttributes request = RequestContextHolder.getRequestAttributes();
    if (request == null) {
      return byId.of(clientId);
    }
    if (request.getAttribute(FOUND + clientId, RequestAttributes.SCOPE_REQUEST)
        instanceof Stored known) {
      return Optional.of(known);
    }
    Optional<Stored> found = byId.of(clientId);
    found.ifPresent(ClientStore::remember);
    return found;
  }

  /** Asks for the state of rows, and reads those again that are no longer in the known one. */
  private List<Map.Entry<String, Stored>> current(List<String> clientIds) {
    Map<String, String> states = new HashMap<>();
    jdbc.sql(
            """
            select client_id, xmin::text || ctid::text as state from openid.client
            where tenant_id = ? and client_id = any((select ?::text[])::text[])
            """)
        .params(TENANT, array(clientIds))
        .query(row -> {
          states.put(row.getString("client_id"), row.getString("state"));
        });
    List<Map.Entry<String, Stored>> found = new ArrayList<>();
    List<String> changed = new ArrayList<>();
    states.forEach((clientId, state) ->
        known(clientId, state)
            .ifPresentOrElse(
                stored -> found.add(Map.entry(clientId, stored)), () -> changed.add(clientId)));
    if (!changed.isEmpty()) {
      found.addAll(read(changed));
    }
    return found;
  }

  private List<Map.Entry<String, Stored>> read(List<String> clientIds) {
    if (known.size() >= MOST_KNOWN) {
      known.clear();
    }
    return jdbc.sql(COLUMNS + "where tenant_id = ? and client_id = any(?)")
        .params(TENANT, array(clientIds))
        .query((row, n) -> {
          Stored stored = stored(row);
          String clientId = stored.client().clientId();
          known.put(clientId, new Known(row.getString("state"), stored));
          return Map.entry(clientId, stored);
        })
        .list();
  }

  private Optional<Stored> known(String clientId, String state) {
    Known one = known.get(clientId);
    return one != null && one.state().equals(state) ? Optional.of(one.stored()) : Optional.empty();
  }

  /** That it is in this state was read together with something else, for the current request. */
  void found(String clientId, String state) {
    known(clientId, state).ifPresent(ClientStore::remember);
  }

  private static void remember(Stored stored) {
    RequestAttributes request = RequestContextHolder.getRequestAttributes();
    if (request != null) {
      request.setAttribute(
          FOUND + stored.client().clientId(), stored, RequestAttributes.SCOPE_REQUEST);
    }
  }

  private static void forget(String clientId) {
    RequestAttributes request = RequestContextHolder.getRequestAttributes();
    if (request != null) {
      request.removeAttribute(FOUND + clientId, RequestAttributes.SCOPE_REQUEST);
    }
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
              asks, sector, sector_identifier_uri, created_at, secret_at, secret_mac, jwks, jwks_uri,
              dpop_bound, backchannel_logout_uri, id_token_alg, userinfo_alg, pkce_optional, par_required)
            values (:tenant, :id, :name, :kind, :redirectUris, :logoutUris, :scopes, :asks, :sector,
              :sectorUri, :createdAt, :secretAt, :secretMac, :jwks, :jwksUri, :dpopBound,
              :backchannel, :idTokenAlg, :userinfoAlg, :pkceOptional, :parRequired)
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
        .param("sectorUri", client.sectorIdentifierUri())
        .param("createdAt", Timestamp.from(client.createdAt()))
        .param("secretAt", client.secretAt() == null ? null : Timestamp.from(client.createdAt()))
        .param("secretMac", secretMac)
        .param("jwks", keys(client.jwks(), client.jwksUri()))
        .param("jwksUri", client.jwksUri())
        .param("dpopBound", client.dpopBound())
        .param("backchannel", client.backchannelLogoutUri())
        .param("idTokenAlg", client.idTokenSignedResponseAlg())
        .param("userinfoAlg", client.userinfoSignedResponseAlg())
        .param("pkceOptional", client.pkceOptional())
        .param("parRequired", client.parRequired())
        .update();
  }

  void replaceSecret(String clientId, byte[] secretMac, Instant at) {
    forget(clientId);
    jdbc.sql(
            """
            update openid.client set secret_mac = ?, secret_at = ?
            where tenant_id = ? and client_id = ?
            """)
        .params(secretMac, Timestamp.from(at), TENANT, clientId)
        .update();
  }

  /**
   * Where keys are fetched, those that are kept are none: nodes that know nothing of the address
   * take nobody's word, and do not take the client for one without any proof.
   */
  private static @Nullable String keys(@Nullable Map<String, Object> jwks, @Nullable String uri) {
    return ClientKeys.text(uri == null ? jwks : Map.of("keys", List.of()));
  }

  /** One of the two. */
  void replaceKeys(String clientId, @Nullable Map<String, Object> jwks, @Nullable String uri) {
    forget(clientId);
    jdbc.sql(
            """
            update openid.client set jwks = ?, jwks_uri = ? where tenant_id = ? and client_id = ?
            """)
        .param(keys(jwks, uri))
        .param(uri)
        .param(TENANT)
        .param(clientId)
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
    forget(clientId);
    return jdbc.sql("delete from openid.client where tenant_id = ? and client_id = ?")
            .params(TENANT, clientId)
            .update()
        == 1;
  }

  /** From columns whose names begin with {@code prefix}. */
  private static Stored stored(ResultSet row) throws SQLException {
    Timestamp secretAt = row.getTimestamp("secret_at");
    String jwksUri = row.getString("jwks_uri");
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
            row.getString("sector_identifier_uri"),
            row.getTimestamp("created_at").toInstant(),
            secretAt == null ? null : secretAt.toInstant(),
            jwksUri == null ? ClientKeys.read(row.getString("jwks")) : null,
            jwksUri,
            row.getBoolean("dpop_bound"),
            row.getString("backchannel_logout_uri"),
            row.getString("id_token_alg"),
            row.getString("userinfo_alg"),
            row.getBoolean("pkce_optional"),
            row.getBoolean("par_required")),
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
