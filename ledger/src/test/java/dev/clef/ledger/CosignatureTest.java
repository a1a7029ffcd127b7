package dev.clef.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Signatures with a time (c2sp.org/tlog-cosignature), and the keys they are checked with. */
class CosignatureTest {

  private static final Instant AT = Instant.parse("2026-11-28T10:00:00Z");
  private static final String W = "witness.example/w1";
  private final Checkpoint head = TestLog.ofLeaves(11).head();

  @ParameterizedTest
  @EnumSource(
      value = KeyType.class,
      names = {"ED25519_COSIGNATURE", "ML_DSA_44"})
  void a_cosignature_verifies_and_says_when(KeyType type) {
    CosignatureSigner witness = TestLog.witness(W, type, 7, InstantSource.fixed(AT));
    SignedNote note = head.sign(TestLog.SIGNER, witness);
    SignedNote read = SignedNote.parse(note.toString());
    assertThat(read).isEqualTo(note);
    assertThat(read.isSignedBy(witness.key())).isTrue();
    assertThat(read.cosignedAt(witness.key())).contains(AT);
    assertThat(read.isSignedBy(TestLog.SIGNER.key())).as("others are ignored").isTrue();
    VerifierKey again = VerifierKey.parse(witness.key().toString());
    assertThat(again).isEqualTo(witness.key());
  }

  @ParameterizedTest
  @EnumSource(
      value = KeyType.class,
      names = {"ED25519_COSIGNATURE", "ML_DSA_44"})
  void nothing_of_a_cosignature_can_be_changed(KeyType type) {
    CosignatureSigner witness = TestLog.witness(W, type, 7, InstantSource.fixed(AT));
    SignedNote note = head.sign(witness);
    byte[] signature = note.signatures().getFirst().signature().toArray();
    for (int at = 0; at < signature.length; at += 5) {
      byte[] changed = signature.clone();
      changed[at] ^= 1;
      assertThat(with(note, changed).isSignedBy(witness.key())).as("byte " + at).isFalse();
      assertThat(with(note, changed).cosignedAt(witness.key())).isEmpty();
    }
    assertThat(with(note, new byte[] {1}).isSignedBy(witness.key())).isFalse();
    Checkpoint other = new Checkpoint(head.origin() + "x", head.size(), head.root());
    SignedNote moved = new SignedNote(other.text(), note.signatures());
    assertThat(moved.isSignedBy(witness.key())).isFalse();
    Checkpoint larger = new Checkpoint(head.origin(), head.size() + 1, head.root());
    assertThat(new SignedNote(larger.text(), note.signatures()).isSignedBy(witness.key()))
        .isFalse();
  }

  private static SignedNote with(SignedNote note, byte[] signature) {
    SignedNote.Sig sig = note.signatures().getFirst();
    return new SignedNote(
        note.text(), List.of(new SignedNote.Sig(sig.name(), sig.keyId(), Bytes.copyOf(signature))));
  }

  @Test
  void ml_dsa_binds_the_name_of_the_cosigner() {
    CosignatureSigner witness = TestLog.witness(W, KeyType.ML_DSA_44, 7, InstantSource.fixed(AT));
    SignedNote.Sig sig = head.sign(witness).signatures().getFirst();
    VerifierKey renamed = new VerifierKey("w2", KeyType.ML_DSA_44, witness.key().publicKey());
    SignedNote moved =
        new SignedNote(
            head.text(), List.of(new SignedNote.Sig("w2", renamed.keyId(), sig.signature())));
    assertThat(moved.isSignedBy(renamed)).isFalse();
  }

  @Test
  void the_signed_messages_are_those_of_the_specification() {
    Checkpoint checkpoint =
        Checkpoint.parse(
            """
            example.com/behind-the-sofa
            20852163
            CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
            """);
    byte[] text = Strict.utf8(checkpoint.text());
    VerifierKey ed =
        TestLog.witness(W, KeyType.ED25519_COSIGNATURE, 1, InstantSource.system()).key();
    byte[] message = Cosignature.message(ed, 1_679_315_147, text);
    assertThat(Strict.utf8(message, 0, message.length))
        .isEqualTo(
            """
            cosignature/v1
            time 1679315147
            example.com/behind-the-sofa
            20852163
            CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
            """);
    VerifierKey ml = TestLog.witness(W, KeyType.ML_DSA_44, 1, InstantSource.system()).key();
    assertThat(HexFormat.of().formatHex(Cosignature.message(ml, 1_679_315_147, text)))
        .isEqualTo(
            HexFormat.of().formatHex(Strict.utf8("subtree/v1\n"))
                + "00"
                + "12"
                + HexFormat.of().formatHex(Strict.utf8(W))
                + "00000000641850cb"
                + "1b"
                + HexFormat.of().formatHex(Strict.utf8("example.com/behind-the-sofa"))
                + "0000000000000000"
                + "00000000013e2dc3"
                + "0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62");
  }

  @Test
  void a_text_that_is_no_checkpoint_is_not_cosigned_and_no_time_is_no_cosignature() {
    CosignatureSigner witness =
        TestLog.witness(W, KeyType.ML_DSA_44, 7, InstantSource.fixed(Instant.EPOCH));
    assertThatThrownBy(() -> SignedNote.sign("text\n", witness))
        .isInstanceOf(MalformedException.class);
    SignedNote untimed = head.sign(witness);
    assertThat(untimed.isSignedBy(witness.key())).as("as a log may sign").isTrue();
    assertThat(untimed.cosignedAt(witness.key())).isEmpty();
    assertThat(head.sign(TestLog.SIGNER).cosignedAt(TestLog.SIGNER.key())).isEmpty();
  }

  @Test
  void halves_that_do_not_belong_together_are_refused() {
    VerifierKey other = TestLog.witness(W, KeyType.ML_DSA_44, 8, InstantSource.system()).key();
    assertThatThrownBy(() ->
            CosignatureSigner.of(
                other, TestLog.pair(KeyType.ML_DSA_44, 7).getPrivate(), InstantSource.system()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> new CosignatureSigner(TestLog.SIGNER.key(), it -> it, InstantSource.system()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() ->
            VerifierKey.of(W, KeyType.ML_DSA_44, TestLog.pair(KeyType.ED25519, 1).getPublic()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_note_is_cut_down_to_the_signatures_of_known_keys() {
    CosignatureSigner witness =
        TestLog.witness(W, KeyType.ED25519_COSIGNATURE, 7, InstantSource.fixed(AT));
    SignedNote note = head.sign(TestLog.SIGNER, TestLog.OTHER, witness);
    assertThat(note.onlySignaturesOf(List.of(TestLog.SIGNER.key())))
        .contains(head.sign(TestLog.SIGNER));
    SignedNote wrong = note.with(SignedNote.sign("x\n", TestLog.OTHER).signatures());
    assertThat(wrong.onlySignaturesOf(List.of(TestLog.SIGNER.key(), TestLog.OTHER.key())))
        .as("one known key is wrong")
        .isEmpty();
    assertThat(head.sign(witness).onlySignaturesOf(List.of(TestLog.SIGNER.key()))).isEmpty();
    assertThat(note.with(note.signatures())).isEqualTo(note);
    List<SignedNote.Sig> lines = SignedNote.lines(note.signatures().getLast().toString());
    assertThat(head.sign(TestLog.SIGNER).with(lines).cosignedAt(witness.key())).contains(AT);
    for (String bad : List.of("", "\n", "— a AAAAAAA=", "— a AAAAAAA=\n\n", "x\n")) {
      assertThatThrownBy(() -> SignedNote.lines(bad)).isInstanceOf(MalformedException.class);
    }
  }

  /** Project Wycheproof; vectors with a context are for an API notes do not use. */
  @Test
  void ml_dsa_44_agrees_with_wycheproof() throws IOException {
    Path file = TestData.require("vectors/wycheproof/mldsa_44_verify_test.json");
    int checked = 0;
    int valid = 0;
    for (JsonNode group : new JsonMapper().readTree(file).get("testGroups")) {
      Bytes key = hex(group, "publicKey").orElseThrow();
      for (JsonNode test : group.get("tests")) {
        if (hex(test, "ctx").filter(context -> context.size() > 0).isPresent()) {
          continue;
        }
        boolean expected = test.get("result").asString().equals("valid");
        boolean verified =
            key.size() == KeyType.ML_DSA_44.keyBytes()
                && PublicKeys.verifies(
                    KeyType.ML_DSA_44,
                    key,
                    hex(test, "msg").orElseThrow().raw(),
                    hex(test, "sig").orElseThrow().raw());
        assertThat(verified).as("tcId " + test.get("tcId")).isEqualTo(expected);
        checked++;
        valid += expected ? 1 : 0;
      }
    }
    assertThat(checked).isGreaterThan(60);
    assertThat(valid).isGreaterThan(20);
    System.out.printf("Wycheproof ML-DSA-44: %d vectors, %d of them valid%n", checked, valid);
  }

  private static Optional<Bytes> hex(JsonNode node, String name) {
    return Optional.ofNullable(node.get(name))
        .map(text -> Bytes.copyOf(HexFormat.of().parseHex(text.asString())));
  }
}
