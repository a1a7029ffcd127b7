package dev.clef.keys.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.clef.keys.CustodianUnavailable;
import dev.clef.keys.Custody;
import dev.clef.keys.EnvelopeRejected;
import dev.clef.keys.KeyUnavailable;
import dev.clef.keys.SigningKeyId;
import dev.clef.keys.TestWrapping;
import dev.clef.keys.WrappingKeyId.Regional;
import dev.clef.keys.WrappingKeyId.Root;
import dev.clef.platform.Randomness;
import dev.clef.testing.SoftHsm;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Pkcs11KeyCustodianTest {

  private static final Root ROOT = Root.FIRST;
  private static final Regional EU_1 = new Regional("eu", 1);
  private static final byte[] CONTEXT = "context".getBytes(StandardCharsets.UTF_8);
  private static final byte[] INSIDE = new Randomness().bytes(32);

  @TempDir private Path temp;

  private SoftHsm token;

  @BeforeAll
  static void module() {
    SoftHsm.required();
  }

  @BeforeEach
  void an_empty_token() {
    token = SoftHsm.token();
  }

  private Pkcs11KeyCustodian open() {
    return open(token.label(), SoftHsm.PIN);
  }

  private static Pkcs11KeyCustodian open(String label, String pin) {
    return new Pkcs11KeyCustodian(
        SoftHsm.library().orElseThrow(),
        label,
        () -> pin.getBytes(StandardCharsets.UTF_8),
        "t-",
        4,
        Mechanisms.STANDARD,
        false,
        new Randomness());
  }

  @Test
  void what_it_wraps_opens_in_the_same_context_only() {
    Pkcs11KeyCustodian custodian = open();
    assertThat(custodian.custody()).isEqualTo(Custody.HSM);
    custodian.create(EU_1);
    custodian.create(ROOT);
    byte[] wrapped = custodian.wrap(EU_1, CONTEXT, INSIDE);
    assertThat(wrapped).hasSize(62);
    assertThat(custodian.wrap(EU_1, CONTEXT, INSIDE)).isNotEqualTo(wrapped);
    assertThat(custodian.unwrap(EU_1, CONTEXT, wrapped)).isEqualTo(INSIDE);
    rejected(() -> custodian.unwrap(EU_1, "another".getBytes(StandardCharsets.UTF_8), wrapped));
    rejected(() -> custodian.unwrap(ROOT, CONTEXT, wrapped));
    for (int at : new int[] {0, 1, 2, 20, 61}) {
      byte[] altered = wrapped.clone();
      altered[at] ^= 1;
      rejected(() -> custodian.unwrap(EU_1, CONTEXT, altered));
    }
    rejected(() -> custodian.unwrap(EU_1, CONTEXT, new byte[10]));
    assertThat(custodian.unwrap(EU_1, CONTEXT, wrapped)).as("still well").isEqualTo(INSIDE);
  }

  private static void rejected(Callable<byte[]> unwrap) {
    assertThatExceptionOfType(EnvelopeRejected.class).isThrownBy(unwrap::call);
  }

  @Test
  void its_format_is_that_of_software() throws Exception {
    byte[] known = new Randomness().bytes(32);
    Path file = Files.write(temp.resolve("key"), known);
    token.tool(
        "--write-object",
        file.toString(),
        "--type",
        "secrkey",
        "--key-type",
        "AES:32",
        "--usage-decrypt",
        "--label",
        "t-" + EU_1.label());
    Pkcs11KeyCustodian custodian = open();
    byte[] byTheToken = custodian.wrap(EU_1, CONTEXT, INSIDE);
    assertThat(TestWrapping.unwrap(known, CONTEXT, byTheToken)).isEqualTo(INSIDE);
    byte[] bySoftware = TestWrapping.wrap(known, CONTEXT, INSIDE);
    assertThat(custodian.unwrap(EU_1, CONTEXT, bySoftware)).isEqualTo(INSIDE);
  }

  @Test
  void keys_stay_in_the_token_until_they_are_destroyed() {
    Pkcs11KeyCustodian custodian = open();
    custodian.create(EU_1);
    byte[] wrapped = custodian.wrap(EU_1, CONTEXT, INSIDE);
    custodian.create(EU_1); // changes nothing
    custodian.create(new Regional("us-east", 12));

    Pkcs11KeyCustodian again = open();
    assertThat(again.unwrap(EU_1, CONTEXT, wrapped)).isEqualTo(INSIDE);
    assertThat(again.regionalKeys()).containsExactlyInAnyOrder(EU_1, new Regional("us-east", 12));
    assertThat(again.holds(EU_1)).isTrue();
    again.destroy(EU_1);
    again.destroy(EU_1);
    assertThat(again.holds(EU_1)).isFalse();
    for (Pkcs11KeyCustodian one : List.of(again, open())) {
      assertThatExceptionOfType(KeyUnavailable.class)
          .isThrownBy(() -> one.unwrap(EU_1, CONTEXT, wrapped))
          .withMessageContaining("regional-eu-1");
    }
    assertThat(token.tool("--list-objects")).contains("t-regional-us-east-12");
    assertThat(token.tool("--list-objects")).doesNotContain("t-regional-eu-1");
  }

  @Test
  void it_signs_with_keys_of_its_own() throws Exception {
    Pkcs11KeyCustodian custodian = open();
    SigningKeyId first = new SigningKeyId("log", 1);
    SigningKeyId second = new SigningKeyId("log", 2);
    byte[] publicKey = custodian.createSigning(first).orElseThrow();
    assertThat(custodian.createSigning(first)).as("the same again").hasValue(publicKey);
    assertThat(custodian.createSigning(second).orElseThrow()).isNotEqualTo(publicKey);
    byte[] signature = custodian.sign(first, CONTEXT);
    assertThat(verifies(publicKey, CONTEXT, signature)).isTrue();
    assertThat(verifies(publicKey, INSIDE, signature)).isFalse();
    assertThat(open().sign(first, CONTEXT)).as("Ed25519 is deterministic").isEqualTo(signature);
    String objects = token.tool("--list-objects", "--type", "privkey");
    assertThat(objects)
        .contains("t-signing-log-1", "sensitive", "never extractable")
        .doesNotContain("  extractable");
    custodian.destroySigning(first);
    custodian.destroySigning(first);
    assertThatExceptionOfType(KeyUnavailable.class)
        .isThrownBy(() -> open().sign(first, CONTEXT))
        .withMessageContaining("signing-log-1");
    assertThat(token.tool("--list-objects"))
        .contains("t-signing-log-2")
        .doesNotContain("t-signing-log-1");
  }

  /** By the JDK, which shares nothing with the token. */
  private static boolean verifies(byte[] publicKey, byte[] message, byte[] signature)
      throws Exception {
    byte[] spki =
        HexFormat.of().parseHex("302a300506032b6570032100" + HexFormat.of().formatHex(publicKey));
    Signature verifier = Signature.getInstance("Ed25519");
    verifier.initVerify(
        KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(spki)));
    verifier.update(message);
    return verifier.verify(signature);
  }

  @Test
  void where_it_cannot_sign_the_keys_live_elsewhere() {
    Pkcs11KeyCustodian custodian =
        new Pkcs11KeyCustodian(
            SoftHsm.library().orElseThrow(),
            token.label(),
            () -> SoftHsm.PIN.getBytes(StandardCharsets.UTF_8),
            "t-",
            4,
            new Mechanisms(0x1080, 0x1087, 0x7FFF_0001L, 0x7FFF_0002L),
            false,
            new Randomness());
    assertThat(custodian.createSigning(new SigningKeyId("log", 1))).isEmpty();
  }

  @Test
  void nobody_gets_a_key_out_of_it() {
    open().create(ROOT);
    String objects = token.tool("--list-objects", "--type", "secrkey");
    assertThat(objects)
        .contains("label:      t-root")
        .contains("Access:     sensitive, always sensitive, never extractable, local");
    assertThat(token.tool("--read-object", "--type", "secrkey", "--label", "t-root"))
        .contains("CKR_ATTRIBUTE_SENSITIVE");
  }

  @Test
  void what_is_wrong_at_the_start_is_said() {
    assertThatIllegalStateException()
        .isThrownBy(() -> open("nobody", SoftHsm.PIN))
        .withMessageContaining("token \"nobody\" is out of reach: there is none of this label")
        .withMessageContaining(token.label());
    assertThatIllegalStateException()
        .isThrownBy(() -> open(token.label(), "wrong-pin-1"))
        .withMessageContaining("refuses the PIN")
        .withMessageNotContainingAny("wrong-pin-1", SoftHsm.PIN);
    assertThatIllegalStateException()
        .isThrownBy(() -> Cryptoki.of(temp.resolve("absent.so")))
        .withMessageContaining("absent.so");
    Path noModule = Path.of("/lib/x86_64-linux-gnu/libc.so.6");
    if (Files.exists(noModule)) {
      assertThatIllegalStateException()
          .isThrownBy(() -> Cryptoki.of(noModule))
          .withMessageContaining("is no PKCS#11 module");
    }
  }

  @Test
  void a_refused_pin_is_not_tried_again() {
    open().create(EU_1);
    AtomicInteger asked = new AtomicInteger();
    AtomicInteger right = new AtomicInteger(1);
    Pkcs11KeyCustodian custodian =
        new Pkcs11KeyCustodian(
            SoftHsm.library().orElseThrow(),
            token.label(),
            () -> {
              asked.incrementAndGet();
              return (right.getAndDecrement() > 0 ? SoftHsm.PIN : "no-longer")
                  .getBytes(StandardCharsets.UTF_8);
            },
            "t-",
            4,
            Mechanisms.STANDARD,
            false,
            new Randomness());
    Cryptoki module = Cryptoki.of(SoftHsm.library().orElseThrow());
    module.restart(module.generation());
    for (int i = 0; i < 3; i++) {
      assertThatExceptionOfType(CustodianUnavailable.class)
          .isThrownBy(() -> custodian.wrap(EU_1, CONTEXT, INSIDE))
          .withMessageContaining("not tried again");
    }
    assertThat(asked).hasValue(2);
  }

  @Test
  void lost_sessions_and_a_restarted_module_are_found_again() {
    Pkcs11KeyCustodian custodian = open();
    custodian.create(EU_1);
    byte[] wrapped = custodian.wrap(EU_1, CONTEXT, INSIDE);
    Cryptoki module = Cryptoki.of(SoftHsm.library().orElseThrow());
    long slot =
        module.tokens().entrySet().stream()
            .filter(entry -> entry.getValue().equals(token.label()))
            .findFirst()
            .orElseThrow()
            .getKey();
    module.call(Call.C_CLOSE_ALL_SESSIONS, slot);
    assertThat(custodian.unwrap(EU_1, CONTEXT, wrapped)).isEqualTo(INSIDE);
    SoftHsm.token(); // another token takes a slot
    module.restart(module.generation());
    assertThat(custodian.unwrap(EU_1, CONTEXT, wrapped)).isEqualTo(INSIDE);
  }

  @Test
  void a_token_that_is_pulled_out_is_unavailable_until_it_is_back() {
    Pkcs11KeyCustodian custodian = open();
    custodian.create(EU_1);
    byte[] wrapped = custodian.wrap(EU_1, CONTEXT, INSIDE);
    Runnable back = token.pulledOut();
    try {
      for (int i = 0; i < 3; i++) {
        assertThatExceptionOfType(CustodianUnavailable.class)
            .isThrownBy(() -> custodian.unwrap(EU_1, CONTEXT, wrapped))
            .withMessageContaining(token.label());
      }
    } finally {
      back.run();
    }
    assertThat(custodian.unwrap(EU_1, CONTEXT, wrapped)).isEqualTo(INSIDE);
  }

  @Test
  void more_callers_than_sessions_wait_their_turn() throws Exception {
    Pkcs11KeyCustodian custodian = open();
    custodian.create(EU_1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<byte[]>> work =
          IntStream.range(0, 200)
              .<Callable<byte[]>>mapToObj(
                  _ -> () -> custodian.unwrap(EU_1, CONTEXT, custodian.wrap(EU_1, CONTEXT, INSIDE)))
              .toList();
      for (Future<byte[]> done : threads.invokeAll(work)) {
        assertThat(done.get()).isEqualTo(INSIDE);
      }
    }
  }
}
