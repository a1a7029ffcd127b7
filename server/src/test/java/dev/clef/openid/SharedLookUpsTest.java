package dev.clef.openid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.testing.ClefServer;
import dev.clef.testing.Listener;
import dev.clef.testing.RelyingParty;
import dev.clef.testing.RelyingParty.Reply;
import dev.clef.testing.Running;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/** What is looked up together or remembered is as it stands in the database at that moment. */
@ClefServer
class SharedLookUpsTest {

  private static final String CALLBACK = "https://shared.example/callback";
  private static final Map<String, String> GRANT = Map.of("grant_type", "client_credentials");

  private final Running clef;
  private final TransactionTemplate transaction;
  private final UsedOnce usedOnce;

  @Autowired
  SharedLookUpsTest(Running clef, TransactionTemplate transaction, UsedOnce usedOnce) {
    this.clef = clef;
    this.transaction = transaction;
    this.usedOnce = usedOnce;
  }

  @Test
  void a_client_that_another_node_changes_is_another_one_at_once() {
    RelyingParty service = service();
    assertThat(service.token(GRANT).status()).isEqualTo(200);
    assertThat(service.token(GRANT).status()).isEqualTo(200);
    change(service, "secret_mac = sha256(secret_mac)");
    assertThat(service.token(GRANT).error()).isEqualTo("invalid_client");

    RelyingParty player = RelyingParty.added(clef, "web", CALLBACK);
    String access = tokens(player).json().path("access_token").asString();
    assertThat(player.userInfo(access).header("content-type")).startsWith("application/json");
    change(player, "userinfo_alg = 'ES256'");
    assertThat(player.userInfo(access).header("content-type")).startsWith("application/jwt");
    change(player, "userinfo_alg = null");
    assertThat(player.userInfo(access).header("content-type")).startsWith("application/json");
    assertThat(
            clef.data().update("delete from openid.client where client_id = ?", player.clientId()))
        .isOne();
    assertThat(player.userInfo(access).status()).isEqualTo(401);
  }

  @Test
  void a_person_who_may_no_longer_sign_in_is_told_about_to_nobody() {
    RelyingParty player = RelyingParty.added(clef, "web", CALLBACK);
    RelyingParty service = service();
    Reply tokens = tokens(player);
    String access = tokens.json().path("access_token").asString();
    assertThat(player.userInfo(access).status()).isEqualTo(200);
    assertThat(isActive(service, access)).isTrue();
    for (String status : List.of("disabled", "awaiting_parent", "erased")) {
      setStatus(access, status);
      assertThat(player.userInfo(access).status()).as(status).isEqualTo(401);
      assertThat(isActive(service, access)).as(status).isFalse();
      assertThat(player.refresh(tokens.json().path("refresh_token").asString()).error())
          .as(status)
          .isEqualTo("invalid_grant");
    }
    setStatus(access, "active");
    assertThat(player.userInfo(access).status()).isEqualTo(200);
    assertThat(isActive(service, access)).isTrue();
  }

  @Test
  void everybody_who_asks_at_once_is_told_about_their_own_token() throws Exception {
    RelyingParty player = RelyingParty.added(clef, "web", CALLBACK);
    List<String> access =
        IntStream.range(0, 6)
            .mapToObj(i -> tokens(player).json().path("access_token").asString())
            .toList();
    List<String> subjects =
        access.stream().map(one -> player.userInfo(one).json().path("sub").asString()).toList();
    assertThat(subjects).doesNotHaveDuplicates();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < 10; round++) {
        List<Future<String>> told =
            threads.invokeAll(
                access.stream()
                    .<Callable<String>>map(
                        one -> () -> player.userInfo(one).json().path("sub").asString())
                    .toList());
        assertThat(told.stream().map(Future::resultNow)).containsExactlyElementsOf(subjects);
      }
    }
  }

  @Test
  void everybody_who_renews_at_once_has_a_token_of_their_own() throws Exception {
    RelyingParty player = RelyingParty.added(clef, "web", CALLBACK);
    List<String> held =
        IntStream.range(0, 8)
            .mapToObj(i -> tokens(player).json().path("refresh_token").asString())
            .toList();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < 6; round++) {
        List<Reply> renewed = new ArrayList<>();
        for (Future<Reply> one :
            threads.invokeAll(
                held.stream()
                    .<Callable<Reply>>map(token -> () -> player.refresh(token))
                    .toList())) {
          renewed.add(one.get());
        }
        assertThat(renewed).allMatch(reply -> reply.status() == 200);
        List<String> subjects =
            renewed.stream()
                .map(reply -> reply.json().path("access_token").asString())
                .map(access -> player.userInfo(access).json().path("sub").asString())
                .toList();
        assertThat(subjects).doesNotHaveDuplicates();
        held =
            renewed.stream().map(reply -> reply.json().path("refresh_token").asString()).toList();
      }
    }
  }

  @Test
  void of_one_token_renewed_many_times_at_once_one_renewal_is_good() throws Exception {
    RelyingParty player = RelyingParty.added(clef, "web", CALLBACK);
    String token = tokens(player).json().path("refresh_token").asString();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Reply>> renewed =
          threads.invokeAll(Collections.nCopies(8, () -> player.refresh(token)));
      List<Reply> replies = renewed.stream().map(Future::resultNow).toList();
      assertThat(replies.stream().filter(one -> one.status() == 200)).hasSize(1);
      assertThat(replies.stream().filter(one -> one.status() != 200))
          .allMatch(one -> one.error().equals("invalid_grant"));
    }
  }

  @Test
  void what_is_good_once_is_taken_by_one_of_those_who_come_at_once() throws Exception {
    Instant until = clef.clock().instant().plusSeconds(60);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < 30; round++) {
        String id = "one of round " + round;
        List<Future<Boolean>> taken =
            threads.invokeAll(
                Collections.nCopies(24, () -> usedOnce.take("test", "somebody", id, until)));
        assertThat(taken.stream().map(Future::resultNow).filter(won -> won)).hasSize(1);
      }
    }
  }

  /** Who waits for a lock waits alone. */
  @Test
  void a_family_that_somebody_holds_keeps_no_other_from_being_renewed() throws Exception {
    RelyingParty player = RelyingParty.added(clef, "web", CALLBACK);
    List<Reply> several = IntStream.range(0, 3).mapToObj(i -> tokens(player)).toList();
    try (Connection holder = clef.data().open();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      holder.setAutoCommit(false);
      hold(holder, several.get(0).json().path("access_token").asString());
      hold(holder, several.get(1).json().path("access_token").asString());
      List<Future<Reply>> waiting =
          several.subList(0, 2).stream()
              .map(one ->
                  threads.submit(() -> player.refresh(one.json().path("refresh_token").asString())))
              .toList();
      String other = several.get(2).json().path("refresh_token").asString();
      for (int i = 0; i < 5; i++) {
        String last = other;
        Reply renewed = threads.submit(() -> player.refresh(last)).get(5, TimeUnit.SECONDS);
        assertThat(renewed.status()).isEqualTo(200);
        other = renewed.json().path("refresh_token").asString();
      }
      assertThat(waiting).noneMatch(Future::isDone);
      holder.rollback();
      for (Future<Reply> one : waiting) {
        assertThat(one.get(5, TimeUnit.SECONDS).status()).isEqualTo(200);
      }
    }
  }

  private static void hold(Connection connection, String access) throws SQLException {
    try (var statement =
        connection.prepareStatement(
            "select 1 from openid.token_family where access_hash = sha256(?) for update")) {
      statement.setBytes(1, access.getBytes(StandardCharsets.US_ASCII));
      assertThat(statement.executeQuery().next()).isTrue();
    }
  }

  /** A plan for every number of keys would cost more than the look-ups themselves. */
  @Test
  void the_database_keeps_one_plan_for_any_number_of_keys() throws Exception {
    try (Connection connection = clef.data().open()) {
      SingleConnectionDataSource one = new SingleConnectionDataSource(connection, true);
      ClientStore clients = new ClientStore(JdbcClient.create(one));
      FamilyStore families =
          new FamilyStore(
              JdbcClient.create(one), clients, new NamedParameterJdbcTemplate(one), transaction);
      byte[] none = "of no token".getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < 30; i++) {
        clients.find("nobody");
        families.byAccess(none);
        families.byChain(none);
      }
      assertThat(plansMade(connection)).as("three look-ups").hasSize(3).containsOnly(5L);
    }
  }

  private static List<Long> plansMade(Connection connection) throws SQLException {
    SingleConnectionDataSource one = new SingleConnectionDataSource(connection, true);
    return JdbcClient.create(one)
        .sql("select custom_plans from pg_prepared_statements where statement like '%= any((%'")
        .query((row, n) -> row.getLong(1))
        .list();
  }

  private RelyingParty service() {
    return RelyingParty.added(
        clef, Map.of("name", "Gateway", "kind", "service", "scopes", List.of("read")));
  }

  private Reply tokens(RelyingParty player) {
    return player.redeem(player.code(Listener.some().signedIn(clef.client())));
  }

  private void change(RelyingParty client, String what) {
    assertThat(
            clef.data()
                .update(
                    "update openid.client set " + what + " where client_id = ?", client.clientId()))
        .isOne();
  }

  private void setStatus(String access, String status) {
    assertThat(
            clef.data()
                .update(
                    """
                    update identity.account set status = ?
                    where user_id = (
                      select user_id from openid.token_family where access_hash = sha256(?))
                    """,
                    status,
                    access.getBytes(StandardCharsets.US_ASCII)))
        .isOne();
  }

  private static boolean isActive(RelyingParty service, String access) {
    return service
        .form("/oauth2/introspect", Map.of("token", access))
        .json()
        .path("active")
        .asBoolean();
  }
}
