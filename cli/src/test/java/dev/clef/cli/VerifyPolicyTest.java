package dev.clef.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.ledger.CosignatureSigner;
import dev.clef.ledger.KeyType;
import dev.clef.ledger.LogSource;
import dev.clef.ledger.NoteSigner;
import dev.clef.ledger.SignedNote;
import dev.clef.ledger.VerifierKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code clef verify} with more than one signature asked for. */
class VerifyPolicyTest {

  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-28T10:00:00Z"));

  private final CosignatureSigner mlDsa = signer(TestLog.ORIGIN, KeyType.ML_DSA_44);
  private final CosignatureSigner first = signer("w.example/1", KeyType.ED25519_COSIGNATURE);
  private final CosignatureSigner second = signer("w.example/2", KeyType.ML_DSA_44);

  @TempDir private Path folder = Path.of("");
  private TestLog log;
  private Path policy = Path.of("");

  VerifyPolicyTest() {}

  private static CosignatureSigner signer(String name, KeyType type) {
    try {
      KeyPair pair = KeyPairGenerator.getInstance(type.algorithm()).generateKeyPair();
      return CosignatureSigner.of(
          VerifierKey.of(name, type, pair.getPublic()), pair.getPrivate(), CLOCK);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void a_log_and_a_policy() throws IOException {
    log = new TestLog(folder.resolve("log"), 300);
    policy = folder.resolve("policy");
    Files.writeString(
        policy,
        "log %s\nwitness one %s\nwitness two %s\ngroup both all one two\nquorum both\n"
            .formatted(TestLog.SIGNER.key(), first.key(), second.key()));
  }

  private void signed(NoteSigner... signers) throws IOException {
    log.write(LogSource.CHECKPOINT, log.head().sign(signers).toString());
  }

  private Ran verify(Object... more) {
    Object[] words = new Object[2 + more.length];
    words[0] = "verify";
    words[1] = log.folder;
    System.arraycopy(more, 0, words, 2, more.length);
    return Ran.clef(words);
  }

  @Test
  void a_policy_asks_for_its_quorum() throws IOException {
    signed(TestLog.SIGNER, first, second);
    Ran ran = verify("--policy", policy, "--json");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(ran.err()).as("the policy vouches for the key").isEmpty();
    JsonNode json = Json.parse(ran.out());
    assertThat(json.get("cosigned_by").get("two").asString()).isEqualTo("2026-11-28T10:00:00Z");
    signed(TestLog.SIGNER, first);
    Ran missed = verify("--policy", policy, "--json");
    assertThat(missed.exitCode()).isEqualTo(Main.FAILED);
    assertThat(Json.parse(missed.out()).get("kind").asString()).isEqualTo("QUORUM_MISSED");
    assertThat(verify("--policy", policy).err())
        .contains("cosigned by one, but needs 2 of (w.example/1, w.example/2)");
  }

  @Test
  void a_wrong_cosignature_and_a_foreign_log_are_named() throws IOException {
    SignedNote.Sig wrong =
        new TestLog(folder.resolve("other"), 7).head().sign(second).signatures().getFirst();
    log.write(
        LogSource.CHECKPOINT,
        log.head().sign(TestLog.SIGNER, first).with(List.of(wrong)).toString());
    assertThat(Json.parse(verify("--policy", policy, "--json").out()).get("kind").asString())
        .isEqualTo("COSIGNATURE_WRONG");
    signed(TestLog.OTHER, first, second);
    assertThat(
            Json.parse(verify("--policy", policy, "--key", TestLog.OTHER.key(), "--json").out())
                .get("kind")
                .asString())
        .isEqualTo("LOG_NOT_IN_POLICY");
    assertThat(verify("--policy", policy).exitCode()).isEqualTo(Main.FAILED);
  }

  @Test
  void every_key_and_every_witness_that_is_given_has_to_have_signed() throws IOException {
    signed(TestLog.SIGNER, mlDsa, first);
    assertThat(verify("--key", TestLog.SIGNER.key(), "--key", mlDsa.key()).exitCode()).isZero();
    assertThat(verify("--key", mlDsa.key()).exitCode()).isZero();
    assertThat(verify("--key", mlDsa.key(), "--witness", first.key()).exitCode()).isZero();
    Ran both = verify("--key", mlDsa.key(), "--witness", first.key(), "--witness", second.key());
    assertThat(both.exitCode()).isEqualTo(Main.FAILED);
    signed(TestLog.SIGNER);
    Ran old = verify("--key", TestLog.SIGNER.key(), "--key", mlDsa.key());
    assertThat(old.exitCode()).isEqualTo(Main.FAILED);
    assertThat(old.err()).contains("not signed by the ML-DSA-44 key");
    assertThat(verify("--key", TestLog.SIGNER.key(), "--witness", TestLog.OTHER.key()).err())
        .contains("not a key of a witness");
    assertThat(verify("--policy", policy, "--witness", first.key()).exitCode())
        .isEqualTo(Main.USAGE);
    signed(TestLog.SIGNER, mlDsa);
    Ran own = verify("--key", TestLog.SIGNER.key(), "--key", mlDsa.key(), "--witness", mlDsa.key());
    assertThat(own.exitCode()).isEqualTo(Main.FAILED);
    assertThat(own.err()).contains("is the log's");
    Files.writeString(policy, "quorum none\n");
    Ran none = verify("--policy", policy, "--key", TestLog.SIGNER.key());
    assertThat(none.exitCode()).as(none.err()).isZero();
    assertThat(none.err()).contains("asks for no cosignature");
    Files.writeString(policy, "quorum nobody\n");
    assertThat(verify("--policy", policy).err()).contains("line 1 of the policy");
  }

  @Test
  void a_proof_needs_its_cosignatures_too() throws IOException {
    Path proof = folder.resolve("leaf.tlog-proof");
    Path leaf = folder.resolve("leaf");
    Files.write(leaf, TestLog.leaf(5).encode());
    Files.writeString(proof, log.proof(5).toString());
    assertThat(Ran.clef("verify", proof, "--leaf", leaf, "--key", TestLog.SIGNER.key()).exitCode())
        .isZero();
    for (String ofLogs : List.of("--since", "--tsa-ca")) {
      assertThat(Ran.clef("verify", proof, "--leaf", leaf, ofLogs, leaf).exitCode())
          .as("nobody would look at " + ofLogs)
          .isEqualTo(Main.USAGE);
    }
    Ran missed = Ran.clef("verify", proof, "--leaf", leaf, "--policy", policy);
    assertThat(missed.exitCode()).isEqualTo(Main.FAILED);
    assertThat(missed.err()).contains("cosigned by nobody");
    String unsigned = log.proof(5).toString();
    String head = log.head().sign(TestLog.SIGNER).toString();
    String cosigned = log.head().sign(TestLog.SIGNER, first, second).toString();
    Files.writeString(proof, unsigned.replace(head, cosigned));
    Ran ran = Ran.clef("verify", proof, "--leaf", leaf, "--policy", policy);
    assertThat(ran.exitCode()).as(ran.err()).isZero();
  }
}
