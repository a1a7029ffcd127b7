package dev.clef.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.clef.TestData;
import dev.clef.platform.Randomness;
import dev.clef.platform.SettableClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.SimpleTransactionStatus;

class ServiceKeysTest {

  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-20T08:00:00Z"));
  private final FakeKeyStore store = new FakeKeyStore();
  private FileKeyCustodian custodian;

  @BeforeEach
  void open(@TempDir Path temp) throws IOException {
    custodian = FileKeyCustodianTest.golden(temp.resolve("custody"));
  }

  private ServiceKeys node() {
    return new ServiceKeys(
        store, roots(), custodian, new NoTransactions(), new Randomness(), clock);
  }

  private RootKeys roots() {
    return new RootKeys(
        new RootKeyStore(JdbcClient.create(new DriverManagerDataSource())) {
          @Override
          int lockCurrent() {
            return 1;
          }
        },
        custodian,
        clock);
  }

  /** Everything is done at once. */
  private static final class NoTransactions implements PlatformTransactionManager {
    @Override
    public TransactionStatus getTransaction(@Nullable TransactionDefinition definition) {
      return new SimpleTransactionStatus();
    }

    @Override
    public void commit(TransactionStatus status) {}

    @Override
    public void rollback(TransactionStatus status) {}
  }

  @Test
  void a_rotated_key_makes_what_is_new_and_opens_what_is_old() {
    Envelope envelope = new Envelope(new Randomness());
    EnvelopeContext context = new EnvelopeContext("eu", "default", new UUID(0, 1), "field", 1);
    ServiceKeys here = node();
    ServiceKeys there = node();
    byte[] value = {1, 2, 3};
    byte[] old = envelope.seal(here.get(ServiceKeyKind.STAFF, "anna"), context, value);
    assertThat(there.get(ServiceKeyKind.STAFF, "anna").version()).isOne();
    assertThat(here.rotate(ServiceKeyKind.STAFF)).isOne();
    byte[] fresh = envelope.seal(here.get(ServiceKeyKind.STAFF, "anna"), context, value);
    assertThat(Envelope.versionOf(fresh)).isEqualTo(2);
    for (ServiceKeys node : List.of(here, there)) {
      for (byte[] sealed : List.of(old, fresh)) {
        DataKey key = node.get(ServiceKeyKind.STAFF, "anna", sealed);
        assertThat(envelope.open(key, context, sealed)).isEqualTo(value);
      }
    }
    assertThat(there.get(ServiceKeyKind.STAFF, "anna").version()).isOne();
    there.lookForNewer();
    assertThat(there.get(ServiceKeyKind.STAFF, "anna").version()).isEqualTo(2);
    fresh[5] = 9;
    assertThatExceptionOfType(EnvelopeRejected.class)
        .as("a version that never was")
        .isThrownBy(() -> here.get(ServiceKeyKind.STAFF, "anna", fresh));
  }

  @Test
  void two_nodes_have_the_same_key_and_two_names_have_not() {
    byte[] message = {1};
    byte[] here = node().hmac(ServiceKeyKind.COMMITMENT, "default", message);
    assertThat(node().hmac(ServiceKeyKind.COMMITMENT, "default", message)).isEqualTo(here);
    assertThat(node().hmac(ServiceKeyKind.COMMITMENT, "other", message)).isNotEqualTo(here);
    assertThat(node().hmac(ServiceKeyKind.INDEX, "default", message)).isNotEqualTo(here);
  }

  @Test
  void a_wrapped_key_moved_to_another_name_does_not_open() {
    node().get(ServiceKeyKind.AUDIT, "2026-11");
    store.serviceKeys.put(
        "audit/2026-12/1", store.serviceKeys.getOrDefault("audit/2026-11/1", new byte[0]));
    assertThatExceptionOfType(EnvelopeRejected.class)
        .isThrownBy(() -> node().get(ServiceKeyKind.AUDIT, "2026-12"));
  }

  @Test
  void index_digests_keep_their_bytes() throws IOException {
    Map<String, String> golden = TestData.golden("blind-index.txt");
    for (IndexKind kind : IndexKind.values()) {
      for (int version = 1; version <= 2; version++) {
        String suffix = version == 1 ? "" : "-2";
        store.serviceKeys.put(
            "index/default/" + kind.code() + "/" + version,
            TestData.hex(golden.getOrDefault("key-" + kind.code() + suffix, "")));
        assertThat(TestData.hex(digest("default", kind, "alice@example.org", version)))
            .as(kind.code() + suffix)
            .isEqualTo(golden.get(kind.code() + suffix));
      }
    }
  }

  @Test
  void the_digest_of_a_source_under_a_new_key_is_made_from_the_one_before() {
    byte[] before = digest("default", IndexKind.SOURCE, "alice", 1);
    assertThat(indexKeys().chained("default", before, 2))
        .isEqualTo(digest("default", IndexKind.SOURCE, "alice", 2))
        .isNotEqualTo(before);
  }

  @Test
  void one_value_has_different_digests_as_name_address_and_source_and_per_tenant_and_version() {
    Set<String> digests = new HashSet<>();
    for (String tenant : new String[] {"default", "other"}) {
      for (IndexKind kind : IndexKind.values()) {
        for (int version = 1; version <= 3; version++) {
          digests.add(TestData.hex(digest(tenant, kind, "alice", version)));
          assertThat(TestData.hex(digest(tenant, kind, "alice", version))).isIn(digests);
        }
      }
    }
    assertThat(digests).hasSize(2 * 3 * IndexKind.values().length);
  }

  @Test
  void only_what_finds_people_gets_new_keys() {
    for (String name : List.of("username", "email", "source", "staff", "imported-record")) {
      node().get(ServiceKeyKind.INDEX, "default/" + name);
    }
    indexKeys().make(2);
    assertThat(store.serviceKeys.keySet())
        .contains("index/default/username/2", "index/default/email/2", "index/default/source/2")
        .doesNotContain("index/default/staff/2", "index/default/imported-record/2");
  }

  private byte[] digest(String tenant, IndexKind kind, String value, int version) {
    byte[] digest = indexKeys().digest(tenant, kind, value, version);
    assertThat(digest).hasSize(32);
    return digest;
  }

  private IndexKeys indexKeys() {
    DriverManagerDataSource none = new DriverManagerDataSource();
    return new IndexKeys(new IndexStore(JdbcClient.create(none), none), node());
  }
}
