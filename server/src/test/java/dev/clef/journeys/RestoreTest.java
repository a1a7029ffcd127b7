package dev.clef.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clef.keys.FileKeyCustodian;
import dev.clef.keys.KeyCustodian;
import dev.clef.keys.StolenKeys;
import dev.clef.keys.pkcs11.Mechanisms;
import dev.clef.keys.pkcs11.Pkcs11KeyCustodian;
import dev.clef.platform.DataFolder;
import dev.clef.platform.Randomness;
import dev.clef.platform.db.ScratchCluster;
import dev.clef.testing.BaseBackup;
import dev.clef.testing.ByteSearch;
import dev.clef.testing.Client;
import dev.clef.testing.KeyEpochs;
import dev.clef.testing.KeyPages;
import dev.clef.testing.Listener;
import dev.clef.testing.ServerProcess;
import dev.clef.testing.SoftHsm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.util.FileSystemUtils;

/**
 * What copies of the keys database made before an erasure are worth after the epoch has ended: a
 * base backup, an archive of the write-ahead log, a replica, a heap dump. Each is really brought
 * back, is shown to hold the rows of the erased, and opens for nobody; with the key folder as it
 * was, kept aside by the test, the very same rows open.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestoreTest {

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final Duration DUMPS = Duration.ofSeconds(15);
  private static final String CONTROL = "a-word-that-is-in-memory";
  private static final String BEFORE = "before_the_erasure";
  private static final String GONE = "no key regional-eu-1 in this custodian";
  private static final String[] SETTINGS = {
    "-Dclef.test.control=" + CONTROL,
    "--clef.identity.sign-in-floor=0ms",
    "--clef.keys.cache-for=5m", // keys stay in memory for as long as they may
    "--clef.passwords.memory-kib=7168",
    "--clef.passwords.iterations=5"
  };

  /** In {@link StolenKeys#opened}, behind the two keys of the person. */
  private static final int BRANCH = 2;

  private final Path live = ServerProcess.newFolder();
  private final Path copies = ServerProcess.newFolder();
  private final Path replica = ServerProcess.newFolder();
  private final Path hardware = ServerProcess.newFolder();
  private final Path scratch = ServerProcess.newFolder();
  private final Path archive = copies.resolve("archive").toAbsolutePath();
  private final Path custodyBefore = copies.resolve("custody");
  private final Path dumpBefore = copies.resolve("before.hprof");
  private final Path dump = copies.resolve("after.hprof");

  private final List<Listener> living = new ArrayList<>();
  private final Set<UUID> livingIds = new HashSet<>();

  /** Erased; the base backup has the first, only later copies have the second. */
  private final Listener early = Listener.some();

  private final Listener late = Listener.some();
  private final Map<Listener, UUID> ids = new HashMap<>();

  /** Of the erased and of the epoch that ended: key bytes in the clear. */
  private final List<byte[]> secrets = new ArrayList<>();

  /** Those of them that are one person's. */
  private final List<byte[]> personal = new ArrayList<>();

  /** Of the living and of the epoch in force: what a search must find. */
  private final List<byte[]> inUse = new ArrayList<>();

  /** The memory for keys before the epoch ended, and after it. */
  private @Nullable KeyPages pagesBefore;

  private @Nullable KeyPages pages;

  /** The data keys of the erased as their rows had them. */
  private final List<byte[]> wrapped = new ArrayList<>();

  @BeforeAll
  void copies_are_made_then_two_are_erased_and_the_epoch_ends() throws Exception {
    Files.createDirectory(new DataFolder(copies).root().resolve("archive"));
    try (ServerProcess server = ServerProcess.start(live, SETTINGS)) {
      server.execute("keys", "alter system set archive_mode = on");
      server.execute("keys", "alter system set archive_command = 'cp %p " + archive + "/%f'");
    }
    try (ServerProcess server = ServerProcess.start(live, SETTINGS)) {
      for (int i = 0; i < 3; i++) {
        living.add(registered(server, Listener.some()));
      }
      living.forEach(listener -> livingIds.add(id(listener)));
      registered(server, early);
      copy(live.resolve("custody"), custodyBefore);
      try (Connection keys = server.superuser("keys")) {
        BaseBackup.take(keys, live.resolve("keys"), copies.resolve("keys"));
      }
      registered(server, late);
      try (Connection data = server.superuser("data")) {
        BaseBackup.take(data, live.resolve("data"), copies.resolve("data"));
      }
      replicate(server);
      remember(server);
      server.execute("keys", "select pg_create_restore_point('" + BEFORE + "')");
      erase(server, early);
      erase(server, late);
      dumpAtRest(server, dumpBefore, secrets, inUse);
      pagesBefore = keyPages(server);
      KeyEpochs epochs = new KeyEpochs(server);
      epochs.change(2);
      assertThat(epochs.destroyRetired().status()).isEqualTo(200);
      assertThat(epochs.state(1)).isEqualTo("destroyed");
      everybodyIsWell(server);
      dumpAtRest(server, dump, secrets, inUse);
      pages = keyPages(server);
      inUse.add(StolenKeys.regionalKey(live.resolve("custody"), 2));
      archived(server);
    }
  }

  @AfterAll
  void remove() {
    Stream.of(live, copies, replica, hardware).forEach(ServerProcess::discard);
  }

  @AfterEach
  void removeScratch() {
    ServerProcess.discard(scratch);
  }

  @Test
  void a_base_backup_opens_for_nobody() throws Exception {
    restored(copies.resolve("keys"));
    opensForNobody(Map.of(), early);
    refusesToStart();
  }

  @Test
  void an_archive_played_back_to_before_the_erasure_opens_for_nobody() throws Exception {
    assertThat(ByteSearch.forBytes(wrapped).below(archive)).as("wrapped keys").isNotEmpty();
    restored(copies.resolve("keys"));
    replayed();
    opensForNobody(
        Map.of(
            "restore_command",
            restore(),
            "recovery_target_name",
            BEFORE,
            "recovery_target_action",
            "promote"),
        early,
        late);
    refusesToStart();
    // The test would notice if it were otherwise: with the old key folder all of this comes back.
    FileSystemUtils.deleteRecursively(scratch.resolve("custody"));
    copy(custodyBefore, scratch.resolve("custody"));
    try (ServerProcess server = ServerProcess.start(scratch, SETTINGS)) {
      isWell(server, early);
      isWell(server, late);
    }
  }

  @Test
  void an_archive_played_back_to_its_end_has_the_living_and_nobody_else() throws Exception {
    restored(copies.resolve("keys"));
    replayed();
    FileSystemUtils.deleteRecursively(scratch.resolve("data"));
    copy(live.resolve("data"), scratch.resolve("data"));
    try (ScratchCluster keys =
        ScratchCluster.start(scratch, "keys", Map.of("restore_command", restore()))) {
      StolenKeys now = StolenKeys.open(keys.superuser(), custodian(scratch.resolve("custody")));
      assertThat(now.there()).isEqualTo(livingIds);
      assertThat(now.opened().keySet()).isEqualTo(livingIds);
    }
    try (ServerProcess server = ServerProcess.start(scratch, SETTINGS)) {
      everybodyIsWell(server);
      assertThat(early.signIn(server.client()).status()).isEqualTo(401);
    }
  }

  @Test
  void a_replica_opens_for_nobody() throws Exception {
    restored(replica.resolve("keys"));
    opensForNobody(Map.of(), early, late);
    refusesToStart();
  }

  @Test
  void no_key_of_the_erased_is_in_memory_or_on_disk() throws Exception {
    for (Path one : List.of(dumpBefore, dump)) {
      assertThat(ByteSearch.forText(CONTROL).in(one)).as("the search works").isNotEmpty();
      assertThat(ByteSearch.forBytes(secrets).in(one)).as("in live objects").isEmpty();
      assertThat(ByteSearch.forBytes(inUse).in(one)).as("keys are not in the heap").isEmpty();
    }
    List<byte[]> root = List.of(StolenKeys.rootKey(live.resolve("custody")));
    assertThat(ByteSearch.forBytes(root).below(live)).as("the search works").isNotEmpty();
    assertThat(ByteSearch.forBytes(secrets).below(live)).as("in files").isEmpty();
    assertThat(ByteSearch.forBytes(secrets).in(ServerProcess.log(live))).as("in the log").isEmpty();
    assertThat(ByteSearch.forBytes(secrets).below(archive)).as("in the archive").isEmpty();
  }

  @Test
  void keys_are_in_locked_memory_and_overwritten_when_they_go() {
    KeyPages.required();
    byte[] before = Objects.requireNonNull(pagesBefore).content();
    byte[] after = Objects.requireNonNull(pages).content();
    assertThat(ByteSearch.forBytes(secrets).in(before, "before"))
        .as("the keys above theirs, while the epoch lasts")
        .isNotEmpty();
    assertThat(ByteSearch.forBytes(personal).in(before, "before"))
        .as("their own, before the epoch ends")
        .isEmpty();
    assertThat(ByteSearch.forBytes(inUse).in(after, "after")).as("the search works").isNotEmpty();
    assertThat(ByteSearch.forBytes(secrets).in(after, "after")).isEmpty();
    assertThat(Objects.requireNonNull(pages).locked()).as("out of swap").isTrue();
  }

  /**
   * A cipher keeps the key it used last for up to a second, and the server works by itself too: a
   * dump counts that holds none of them. What stays in the heap is in every dump.
   */
  private static void dumpAtRest(
      ServerProcess server, Path file, List<byte[]> gone, List<byte[]> inUse) {
    List<byte[]> keys = Stream.of(gone, inUse).flatMap(List::stream).toList();
    ByteSearch search = ByteSearch.forBytes(keys);
    try {
      Awaitility.await()
          .atMost(DUMPS)
          .pollInterval(Duration.ofSeconds(1))
          .until(() -> search.in(dumped(server, file)).isEmpty());
    } catch (ConditionTimeoutException never) {
      // The tests say what is in the last one.
    }
  }

  private static Path dumped(ServerProcess server, Path file) throws Exception {
    Files.deleteIfExists(file);
    server.dumpHeap(file);
    return file;
  }

  private static @Nullable KeyPages keyPages(ServerProcess server) throws IOException {
    return Files.isReadable(Path.of("/proc/self/smaps")) ? KeyPages.of(server.pid()) : null;
  }

  @Test
  void a_base_backup_opens_for_nobody_without_the_key_of_a_token() throws Exception {
    SoftHsm.required();
    SoftHsm token = SoftHsm.token();
    String[] settings =
        Stream.concat(Stream.of(SETTINGS), Stream.of(token.settings())).toArray(String[]::new);
    List<byte[]> theirs = new ArrayList<>();
    List<byte[]> others = new ArrayList<>();
    try (ServerProcess server = ServerProcess.start(hardware, settings)) {
      Listener anna = registered(server, Listener.some());
      Listener ben = registered(server, Listener.some());
      try (Connection keys = server.superuser("keys");
          Connection data = server.superuser("data")) {
        furnished(scratch, hardware);
        BaseBackup.take(keys, hardware.resolve("keys"), scratch.resolve("keys"));
        BaseBackup.take(data, hardware.resolve("data"), scratch.resolve("data"));
      }
      try (ScratchCluster keys = ScratchCluster.start(scratch, "keys", Map.of())) {
        StolenKeys before = StolenKeys.open(keys.superuser(), custodian(token));
        assertThat(before.opened().keySet())
            .as("it opens while the token has the key")
            .containsExactlyInAnyOrder(id(anna), id(ben));
        theirs.addAll(keysOf(before, ben));
        theirs.add(keysOf(before, anna).get(BRANCH));
        others.add(keysOf(before, anna).getFirst());
        erase(server, ben);
        new KeyEpochs(server).change(2);
        new KeyEpochs(server).destroyRetired();
        dumpAtRest(server, scratch.resolve("heap.hprof"), theirs, others);
        isWell(server, anna);
        StolenKeys now = StolenKeys.open(keys.superuser(), custodian(token));
        assertThat(now.there()).containsExactlyInAnyOrder(id(anna), id(ben));
        assertThat(now.opened().keySet()).isEmpty();
        assertThat(now.refusals()).containsExactly("no key regional-eu-1 in this token");
        assertThat(StolenKeys.branchesOpened(keys.superuser(), custodian(token), 1)).isZero();
      }
    }
    ByteSearch search = ByteSearch.forBytes(theirs);
    assertThat(ByteSearch.forText(CONTROL).in(scratch.resolve("heap.hprof"))).isNotEmpty();
    assertThat(ByteSearch.forBytes(others).in(scratch.resolve("heap.hprof"))).isEmpty();
    assertThat(search.in(scratch.resolve("heap.hprof"))).as("in live objects").isEmpty();
    assertThat(search.below(hardware)).as("in files").isEmpty();
    assertThatThrownBy(() -> ServerProcess.start(scratch, settings).close())
        .hasMessageContaining("regional-eu-1, which this custodian does not hold");
    assertThat(token.tool("--list-objects"))
        .contains("clef-regional-eu-2")
        .doesNotContain("clef-regional-eu-1");
  }

  private static KeyCustodian custodian(SoftHsm token) {
    return new Pkcs11KeyCustodian(
        SoftHsm.library().orElseThrow(),
        token.label(),
        () -> SoftHsm.PIN.getBytes(StandardCharsets.UTF_8),
        "clef-",
        2,
        Mechanisms.STANDARD,
        false,
        new Randomness());
  }

  /** The keys of the copy in {@link #scratch}, tried with the custodian as it is and as it was. */
  private void opensForNobody(Map<String, String> settings, Listener... erased) throws Exception {
    List<UUID> theirs = Stream.of(erased).map(this::id).toList();
    try (ScratchCluster keys = ScratchCluster.start(scratch, "keys", settings)) {
      KeyCustodian today = custodian(scratch.resolve("custody"));
      StolenKeys now = StolenKeys.open(keys.superuser(), today);
      assertThat(now.there()).as("the copy holds the rows").containsAll(theirs);
      assertThat(now.there()).hasSize(living.size() + erased.length);
      assertThat(now.opened().keySet()).isEmpty();
      assertThat(now.refusals()).containsExactly(GONE);
      assertThat(StolenKeys.branchesOpened(keys.superuser(), today, 1)).isZero();
      KeyCustodian before = custodian(custodyBefore);
      StolenKeys control = StolenKeys.open(keys.superuser(), before);
      assertThat(control.opened().keySet())
          .as("the key is all that is missing")
          .isEqualTo(now.there());
      assertThat(StolenKeys.branchesOpened(keys.superuser(), before, 1)).isPositive();
    }
  }

  /** A Clef on the copy says which key it lacks, and makes none. */
  private void refusesToStart() throws IOException {
    assertThatThrownBy(() -> ServerProcess.start(scratch, SETTINGS).close())
        .hasMessageContaining("regional-eu-1, which this custodian does not hold");
    try (Stream<Path> keys = Files.list(scratch.resolve("custody"))) {
      assertThat(keys.map(key -> key.getFileName().toString()))
          .containsExactlyInAnyOrder("root.key", "regional-eu-2.key");
    }
  }

  /** A data folder with these keys, the data of the same time, and the custodian of today. */
  private void restored(Path keys) throws Exception {
    furnished(scratch, live);
    copy(live.resolve("custody"), scratch.resolve("custody"));
    copy(copies.resolve("data"), scratch.resolve("data"));
    copy(keys, scratch.resolve("keys"));
  }

  /** What a cluster or a Clef needs beside its databases. */
  private static void furnished(Path folder, Path from) throws Exception {
    new DataFolder(folder);
    copy(from.resolve("secrets"), folder.resolve("secrets"));
    run("cp", "-al", from.resolve("postgres").toString(), folder.resolve("postgres").toString());
  }

  /** All of the log comes from the archive. */
  private void replayed() throws Exception {
    Path keys = scratch.resolve("keys");
    FileSystemUtils.deleteRecursively(keys.resolve("pg_wal"));
    Files.createDirectory(keys.resolve("pg_wal"));
    Files.createFile(keys.resolve("recovery.signal"));
  }

  private String restore() {
    return "cp " + archive + "/%f %p";
  }

  /** A standby follows until it has everybody, and is cut off. */
  private void replicate(ServerProcess server) throws Exception {
    Files.writeString(
        live.resolve("keys/pg_hba.conf"),
        "host replication all 127.0.0.1/32 scram-sha-256\n",
        StandardOpenOption.APPEND);
    server.execute("keys", "select pg_reload_conf()");
    furnished(replica, live);
    copy(copies.resolve("keys"), replica.resolve("keys"));
    Files.createFile(replica.resolve("keys/standby.signal"));
    String conninfo =
        "host=127.0.0.1 port=%s user=clef_superuser password=%s"
            .formatted(
                Files.readString(live.resolve("keys.port")).strip(),
                Files.readString(live.resolve("secrets/keys-clef_superuser")).strip());
    try (ScratchCluster standby =
        ScratchCluster.start(replica, "keys", Map.of("primary_conninfo", conninfo))) {
      String theirs = "select count(*)::text from keys.person_key";
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> standby.text(theirs).equals(Integer.toString(ids.size())));
      assertThat(standby.text("select count(*)::text from pg_stat_wal_receiver")).isEqualTo("1");
      standby.text("select pg_promote()::text");
    }
  }

  /** Writes down every key that will have to be gone. */
  private void remember(ServerProcess server) throws Exception {
    StolenKeys all = stolen(server, custodian(custodyBefore));
    assertThat(all.opened()).hasSize(ids.size());
    for (Listener erased : List.of(early, late)) {
      personal.addAll(keysOf(all, erased).subList(0, BRANCH));
      secrets.addAll(keysOf(all, erased));
      wrapped.add(all.wrapped().getOrDefault(id(erased), new byte[1]));
    }
    living.forEach(listener -> secrets.add(keysOf(all, listener).get(BRANCH)));
    secrets.add(StolenKeys.regionalKey(custodyBefore, 1));
    inUse.add(keysOf(all, living.getLast()).getFirst());
  }

  private List<byte[]> keysOf(StolenKeys stolen, Listener listener) {
    return Objects.requireNonNull(stolen.opened().get(id(listener)));
  }

  private static StolenKeys stolen(ServerProcess server, KeyCustodian custodian)
      throws SQLException {
    try (Connection keys = server.superuser("keys")) {
      return StolenKeys.open(new SingleConnectionDataSource(keys, true), custodian);
    }
  }

  private static KeyCustodian custodian(Path folder) {
    return new FileKeyCustodian(folder, new Randomness());
  }

  private UUID id(Listener listener) {
    return Objects.requireNonNull(ids.get(listener));
  }

  private Listener registered(ServerProcess server, Listener listener) {
    Client client = listener.signedIn(server.client());
    ids.put(listener, UUID.fromString(client.get("/api/v1/me").json().get("user_id").asString()));
    return listener;
  }

  private static void erase(ServerProcess server, Listener listener) {
    Client client = server.client();
    listener.signIn(client);
    Client.Answer answer = client.delete("/api/v1/me", Map.of("password", listener.password()));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
  }

  private void everybodyIsWell(ServerProcess server) {
    living.forEach(listener -> isWell(server, listener));
  }

  private static void isWell(ServerProcess server, Listener listener) {
    Client client = server.client();
    assertThat(listener.signIn(client).status()).isEqualTo(200);
    assertThat(client.get("/api/v1/me").json().get("address").asString())
        .isEqualTo(listener.field("address"));
  }

  /** Waits until all that was written so far is in the archive. */
  private void archived(ServerProcess server) throws SQLException {
    String last;
    try (Connection connection = server.superuser("keys");
        Statement statement = connection.createStatement();
        var row = statement.executeQuery("select pg_walfile_name(pg_switch_wal())")) {
      row.next();
      last = row.getString(1);
    }
    Awaitility.await().atMost(PATIENCE).until(() -> Files.exists(archive.resolve(last)));
  }

  /** With owners and permissions, which PostgreSQL looks at. */
  private static void copy(Path from, Path to) throws Exception {
    run("cp", "-a", from.toString(), to.toString());
  }

  private static void run(String... command) throws Exception {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }
}
