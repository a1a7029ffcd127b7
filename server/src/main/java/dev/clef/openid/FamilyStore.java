package dev.clef.openid;

import dev.clef.platform.db.Combined;
import dev.clef.subject.SubjectId;
import dev.clef.subject.Tenant;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** The SQL of token families. Tokens come as digests only. */
class FamilyStore {

  private static final String TENANT = Tenant.DEFAULT.id();

  /** A family, the state its client is in, and whether its person, if there is one, is active. */
  private static final String FOUND =
      """
      select f.access_hash, f.chain_hash, f.family_id, f.client_id, f.user_id, f.authenticated_at,
        f.session_id, f.proofs, f.grant_type, f.scopes, f.request, f.code_expires_at, f.code_used,
        f.access_scopes, f.access_issued_at, f.access_expires_at, f.refresh_expires_at,
        f.refresh_hash, f.access_jkt, f.refresh_jkt, f.created_at, f.expires_at, f.version,
        (select c.xmin::text || c.ctid::text from openid.client c
          where c.tenant_id = f.tenant_id and c.client_id = f.client_id) as client_state,
        f.user_id is null or (select a.user_id from identity.active a
          where a.tenant_id = f.tenant_id and a.user_id = f.user_id) is not null as active
      from openid.token_family f
      """;

  private static final String INSERT =
      """
      insert into openid.token_family (family_id, tenant_id, client_id, user_id,
        authenticated_at, session_id, proofs, grant_type, scopes, request, handle_hash,
        code_hash, code_expires_at, access_hash,
        access_scopes, access_issued_at, access_expires_at, chain_hash, refresh_hash,
        refresh_expires_at, access_jkt, refresh_jkt, created_at, expires_at)
      values (:id, :tenant, :client, :user, :authenticatedAt, :session, :proofs, :grant,
        :scopes, :request, :handle,
        :code, :codeExpires, :access, :accessScopes, :accessIssued, :accessExpires,
        :chain, :refresh, :refreshExpires, :accessJkt, :refreshJkt, :created, :expires)
      """;

  private static final String RENEW =
      """
      update openid.token_family set code_used = code_hash is not null,
        request = null, access_hash = :access, access_scopes = :accessScopes,
        access_issued_at = :accessIssued, access_expires_at = :accessExpires,
        chain_hash = :chain, refresh_hash = :refresh,
        refresh_expires_at = :refreshExpires, access_jkt = :accessJkt, refresh_jkt = :refreshJkt,
        expires_at = greatest(expires_at, :expires), version = version + 1
      where family_id = :id and (version = :version or refresh_hash = :refresh)
      """;

  private static final String IF_FREE =
      """
        and family_id in (
          select family_id from openid.token_family where family_id = :id for update skip locked)
      """;

  /** A family as it was read or made, and what is new of it. */
  private record Change(Family family, Family.Fresh fresh) {}

  /**
   * A family as it is.
   *
   * @param clientState see {@link ClientStore#found}
   * @param active whether who granted it may still sign in; true of what nobody granted
   */
  record Found(Family family, String clientState, boolean active) {}

  private final JdbcClient jdbc;
  private final ClientStore clients;
  private final NamedParameterJdbcOperations batches;
  private final TransactionTemplate transaction;
  private final Combined<ByteBuffer, Optional<Found>> byAccess =
      Combined.finding(this::readByAccess);
  private final Combined<ByteBuffer, Optional<Found>> byChain = Combined.finding(this::readByChain);
  private final Combined<Change, Integer> inserts = new Combined<>(this::insert);
  private final Combined<Change, Integer> renewals = new Combined<>(this::renewFree);

  FamilyStore(
      JdbcClient jdbc,
      ClientStore clients,
      NamedParameterJdbcOperations batches,
      TransactionTemplate transaction) {
    this.jdbc = jdbc;
    this.clients = clients;
    this.batches = batches;
    this.transaction = transaction;
  }

  /** In the current transaction, or committed at once. */
  void insert(Family family, Family.Fresh fresh) {
    inserts.of(new Change(family, fresh));
  }

  private List<Integer> insert(List<Change> changes) {
    return each(INSERT, changes);
  }

  /** How many rows each is. Several are one transaction, and one commit. */
  private List<Integer> each(String sql, List<Change> changes) {
    if (changes.size() == 1) {
      return List.of(batches.update(sql, parameters(changes.getFirst())));
    }
    SqlParameterSource[] rows =
        changes.stream().map(FamilyStore::parameters).toArray(SqlParameterSource[]::new);
    int[] counts =
        Objects.requireNonNull(transaction.execute(status -> batches.batchUpdate(sql, rows)));
    return Arrays.stream(counts).boxed().toList();
  }

  /** Whether somebody allows an application all of this; nobody takes it back until the end. */
  boolean holdApproval(SubjectId subject, String clientId, List<String> scopes) {
    return jdbc.sql(
            """
            select 1 from openid.approval
            where tenant_id = :tenant and user_id = :user and client_id = :client
              and scopes @> array_remove(:scopes::text[], 'openid')
            for share
            """)
        .param("tenant", TENANT)
        .param("user", subject.value())
        .param("client", clientId)
        .param("scopes", ClientStore.array(scopes))
        .query(Integer.class)
        .optional()
        .isPresent();
  }

  /** Somebody agreed: what waited for that becomes a code. False when it changed meanwhile. */
  boolean agree(Family family, Family.Fresh fresh) {
    return jdbc.sql(
                """
                update openid.token_family set scopes = :scopes, handle_hash = null,
                  code_hash = :code, code_expires_at = :codeExpires, expires_at = :expires,
                  version = version + 1
                where family_id = :id and version = :version and code_hash is null
                """)
            .paramSource(parameters(new Change(family, fresh)))
            .update()
        == 1;
  }

  /**
   * New tokens in the place of a code or of the tokens before; false when it changed meanwhile,
   * unless the refresh token is one that stays.
   */
  boolean renew(Family family, Family.Fresh fresh) {
    Change change = new Change(family, fresh);
    return renewals.of(change) == 1 || batches.update(RENEW, parameters(change)) == 1;
  }

  /** None for a row that changed, or that somebody else holds just now: nobody waits for that. */
  private List<Integer> renewFree(List<Change> changes) {
    return each(RENEW + IF_FREE, changes);
  }

  private static SqlParameterSource parameters(Change change) {
    Family family = change.family();
    Family.Fresh fresh = change.fresh();
    return new MapSqlParameterSource()
        .addValue("id", family.familyId())
        .addValue("tenant", TENANT)
        .addValue("client", family.clientId())
        .addValue("user", family.subject() == null ? null : family.subject().value())
        .addValue("authenticatedAt", timestamp(family.authenticatedAt()))
        .addValue("session", family.sessionId())
        .addValue("proofs", family.proofs())
        .addValue("grant", family.grant())
        .addValue("scopes", ClientStore.array(family.scopes()))
        .addValue("request", family.request())
        .addValue("created", Timestamp.from(family.createdAt()))
        .addValue("version", family.version())
        .addValue("handle", fresh.handleHash())
        .addValue("code", fresh.codeHash())
        .addValue("codeExpires", timestamp(fresh.codeExpiresAt()))
        .addValue("access", fresh.accessHash())
        .addValue("accessScopes", ClientStore.array(fresh.accessScopes()))
        .addValue("accessIssued", timestamp(fresh.accessIssuedAt()))
        .addValue("accessExpires", timestamp(fresh.accessExpiresAt()))
        .addValue("chain", fresh.chainHash())
        .addValue("refresh", fresh.refreshHash())
        .addValue("refreshExpires", timestamp(fresh.refreshExpiresAt()))
        .addValue("accessJkt", fresh.accessJkt())
        .addValue("refreshJkt", fresh.refreshJkt())
        .addValue("expires", Timestamp.from(fresh.expiresAt()));
  }

  Optional<Found> byId(UUID familyId) {
    return one("f.family_id = ?", familyId);
  }

  Optional<Found> byHandle(byte[] hash) {
    return one("f.handle_hash = ?", hash);
  }

  Optional<Found> byCode(byte[] hash) {
    return one("f.code_hash = ?", hash);
  }

  Optional<Found> byAccess(byte[] hash) {
    return noted(byAccess.of(ByteBuffer.wrap(hash)));
  }

  /** By the part all refresh tokens of a family begin with. */
  Optional<Found> byChain(byte[] hash) {
    return noted(byChain.of(ByteBuffer.wrap(hash)));
  }

  private List<Map.Entry<ByteBuffer, Found>> readByAccess(List<ByteBuffer> hashes) {
    return read("access_hash", hashes);
  }

  private List<Map.Entry<ByteBuffer, Found>> readByChain(List<ByteBuffer> hashes) {
    return read("chain_hash", hashes);
  }

  private List<Map.Entry<ByteBuffer, Found>> read(String column, List<ByteBuffer> hashes) {
    return jdbc.sql(FOUND + "where f." + column + " = any((select ?::bytea[])::bytea[])")
        .param(bytes(hashes))
        .query((row, n) -> Map.entry(ByteBuffer.wrap(row.getBytes(column)), found(row)))
        .list();
  }

  private static byte[][] bytes(List<ByteBuffer> hashes) {
    return hashes.stream().map(ByteBuffer::array).toArray(byte[][]::new);
  }

  private Optional<Found> one(String where, Object value) {
    return noted(
        jdbc.sql(FOUND + "where " + where).param(value).query((row, n) -> found(row)).optional());
  }

  /** Whoever asks about a token needs its client next. */
  private Optional<Found> noted(Optional<Found> found) {
    found.ifPresent(one -> clients.found(one.family().clientId(), one.clientState()));
    return found;
  }

  /** What a person has granted and what is still good, the newest first. */
  List<Family> of(SubjectId subject, Instant now) {
    return jdbc.sql(
            FOUND
                + "where f.tenant_id = ? and f.user_id = ? and f.expires_at > ?"
                + " and f.access_issued_at is not null order by f.created_at desc")
        .params(TENANT, subject.value(), Timestamp.from(now))
        .query((row, n) -> found(row).family())
        .list();
  }

  boolean delete(UUID familyId) {
    return jdbc.sql("delete from openid.token_family where family_id = ?").param(familyId).update()
        == 1;
  }

  void delete(Collection<SubjectId> subjects) {
    jdbc.sql("delete from openid.token_family where tenant_id = ? and user_id = any(?)")
        .params(TENANT, SubjectId.values(subjects))
        .update();
  }

  /** Everything somebody granted an application. */
  boolean delete(SubjectId subject, String clientId) {
    return jdbc.sql(
                """
                delete from openid.token_family
                where tenant_id = ? and user_id = ? and client_id = ?
                """)
            .params(TENANT, subject.value(), clientId)
            .update()
        > 0;
  }

  int deleteAll() {
    return jdbc.sql("delete from openid.token_family").update();
  }

  /** Whatever somebody allowed in a session and no application has fetched yet. */
  void deleteUnredeemed(SubjectId person, UUID sessionId) {
    jdbc.sql(
            """
            delete from openid.token_family
            where tenant_id = ? and user_id = ? and session_id = ? and access_issued_at is null
            """)
        .params(TENANT, person.value(), sessionId)
        .update();
  }

  int deleteExpired(Instant now) {
    return jdbc.sql("delete from openid.token_family where expires_at <= ?")
        .param(Timestamp.from(now))
        .update();
  }

  private static Found found(ResultSet row) throws SQLException {
    return new Found(family(row), row.getString("client_state"), row.getBoolean("active"));
  }

  private static Family family(ResultSet row) throws SQLException {
    UUID user = row.getObject("user_id", UUID.class);
    return new Family(
        row.getObject("family_id", UUID.class),
        row.getString("client_id"),
        user == null ? null : new SubjectId(user),
        instant(row, "authenticated_at"),
        row.getObject("session_id", UUID.class),
        row.getString("proofs"),
        row.getString("grant_type"),
        ClientStore.texts(row, "scopes"),
        row.getString("request"),
        instant(row, "code_expires_at"),
        row.getBoolean("code_used"),
        ClientStore.texts(row, "access_scopes"),
        instant(row, "access_issued_at"),
        instant(row, "access_expires_at"),
        instant(row, "refresh_expires_at"),
        row.getBytes("refresh_hash"),
        row.getBytes("access_jkt"),
        row.getBytes("refresh_jkt"),
        row.getTimestamp("created_at").toInstant(),
        row.getTimestamp("expires_at").toInstant(),
        row.getInt("version"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    Timestamp at = row.getTimestamp(column);
    return at == null ? null : at.toInstant();
  }

  private static @Nullable Timestamp timestamp(@Nullable Instant at) {
    return at == null ? null : Timestamp.from(at);
  }
}
