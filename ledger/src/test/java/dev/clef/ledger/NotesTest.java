package dev.clef.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Signed notes, checkpoints and travelling proofs. */
class NotesTest {

  /** The example of c2sp.org/signed-note. */
  private static final VerifierKey SPEC_KEY =
      VerifierKey.parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");

  private static final String SPEC_NOTE =
      """
      This is an example message.

      — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
      """;

  @Test
  void the_note_of_the_specification_verifies() {
    SignedNote note = SignedNote.parse(SPEC_NOTE);
    assertThat(note.isSignedBy(SPEC_KEY)).isTrue();
    assertThat(note).hasToString(SPEC_NOTE);
    assertThat(SPEC_KEY)
        .hasToString("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
  }

  @Test
  void one_changed_letter_breaks_the_signature() {
    SignedNote note = SignedNote.parse(SPEC_NOTE.replace("an example", "an Example"));
    assertThat(note.isSignedBy(SPEC_KEY)).isFalse();
  }

  @Test
  void unknown_signatures_are_ignored_but_do_not_suffice() {
    SignedNote both = SignedNote.sign("text\n", TestLog.OTHER, TestLog.SIGNER);
    assertThat(both.isSignedBy(TestLog.SIGNER.key())).isTrue();
    assertThat(both.isSignedBy(TestLog.OTHER.key())).isTrue();
    assertThat(SignedNote.sign("text\n", TestLog.OTHER).isSignedBy(TestLog.SIGNER.key())).isFalse();
  }

  @Test
  void one_bad_signature_of_a_known_key_spoils_the_note() {
    SignedNote good = SignedNote.sign("text\n", TestLog.SIGNER);
    SignedNote.Sig wrong = SignedNote.sign("other\n", TestLog.SIGNER).signatures().getFirst();
    SignedNote mixed = new SignedNote("text\n", List.of(good.signatures().getFirst(), wrong));
    assertThat(mixed.isSignedBy(TestLog.SIGNER.key())).isFalse();
  }

  @Test
  void a_note_that_breaks_a_rule_is_refused() {
    for (String bad :
        List.of(
            "",
            "text\n",
            "text\n\n",
            "text\n\n— a AAAAAAA=",
            "text\n\n— a AAAAAAA=\n\n",
            "text\n\n- a AAAAAAA=\n",
            "text\n\n— a b AAAAAAA=\n",
            "text\n\n— a+b AAAAAAA=\n",
            "text\n\n—  AAAAAAA=\n",
            "text\n\n— a AAAAAA==\n",
            "text\n\n— a AAAAAAB=\n",
            "te\txt\n\n— a AAAAAAA=\n")) {
      assertThatThrownBy(() -> SignedNote.parse(bad))
          .as(bad)
          .isInstanceOf(MalformedException.class);
    }
    assertThat(SignedNote.parse("text\n\n— a AAAAAAA=\n").signatures()).hasSize(1);
    byte[] latin1 = "t\u00e9xt\n\n— a AAAAAAA=\n".getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> SignedNote.parse(latin1)).isInstanceOf(MalformedException.class);
  }

  @Test
  void a_verifier_key_with_a_foreign_id_or_type_is_refused() {
    for (String bad :
        List.of(
            "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "example.com/fox+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "example.com/foo+530d903a",
            "example.com/foo+530d903a+AQ==")) {
      assertThatThrownBy(() -> VerifierKey.parse(bad))
          .as(bad)
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void a_key_pair_of_the_jdk_signs() throws NoSuchAlgorithmException {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    Ed25519Signer signer = Ed25519Signer.of("a.example", pair.getPrivate(), pair.getPublic());
    SignedNote note = SignedNote.sign("text\n", signer);
    assertThat(note.isSignedBy(VerifierKey.parse(signer.key().toString()))).isTrue();
    KeyPair other = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    assertThatThrownBy(() -> Ed25519Signer.of("a.example", pair.getPrivate(), other.getPublic()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a pair");
  }

  @Test
  void a_checkpoint_reads_back_and_every_deviation_is_refused() {
    Checkpoint head = new Checkpoint("a.example/log", 42, TreeHash.empty());
    assertThat(Checkpoint.parse(head.text())).isEqualTo(head);
    Checkpoint more = new Checkpoint("a", 0, TreeHash.empty(), List.of("one", "two"));
    assertThat(Checkpoint.parse(more.text())).isEqualTo(more);
    String root = TreeHash.empty().base64();
    for (String bad :
        List.of(
            "a\n042\n" + root + "\n",
            "a\n+42\n" + root + "\n",
            "a\n-1\n" + root + "\n",
            "a\n9223372036854775808\n" + root + "\n",
            "\n42\n" + root + "\n",
            "a\n42\n" + root,
            "a\n42\n" + root + "\n\n",
            "a\n42\n" + root.substring(4) + "\n",
            "a\n42\n")) {
      assertThatThrownBy(() -> Checkpoint.parse(bad))
          .as(bad)
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void a_travelling_proof_reads_back_and_verifies() {
    TestLog log = TestLog.ofLeaves(300);
    SignedNote head = log.head().sign(TestLog.SIGNER);
    List<Hash> path = InclusionProof.of(log.reader(), 123, 300).path();
    for (Optional<Bytes> extra :
        List.of(Optional.<Bytes>empty(), Optional.of(Bytes.copyOf(new byte[] {1, 2})))) {
      TlogProof proof = new TlogProof(extra, 123, path, head);
      TlogProof read = TlogProof.parse(proof.toString());
      assertThat(read).isEqualTo(proof);
      byte[] entry = log.entries.get(123);
      VerifierKey key = TestLog.SIGNER.key();
      assertThat(read.verify(entry, key)).isEqualTo(TlogProof.Outcome.VALID);
      assertThat(read.verify(log.entries.get(124), key)).isEqualTo(TlogProof.Outcome.NOT_INCLUDED);
      assertThat(read.verify(entry, TestLog.OTHER.key()))
          .isEqualTo(TlogProof.Outcome.WRONG_SIGNATURE);
    }
  }

  @Test
  void a_head_of_another_log_signed_by_the_same_key_proves_nothing() {
    Checkpoint foreign = new Checkpoint("b.example", 1, TreeHash.leaf(new byte[1]));
    TlogProof proof = new TlogProof(Optional.empty(), 0, List.of(), foreign.sign(TestLog.SIGNER));
    assertThat(proof.verify(new byte[1], TestLog.SIGNER.key()))
        .isEqualTo(TlogProof.Outcome.WRONG_ORIGIN);
  }

  @Test
  void a_proof_that_breaks_a_rule_is_refused() {
    TestLog log = TestLog.ofLeaves(2);
    List<Hash> path = InclusionProof.of(log.reader(), 1, 2).path();
    String good =
        new TlogProof(Optional.empty(), 1, path, log.head().sign(TestLog.SIGNER)).toString();
    assertThat(TlogProof.parse(good).index()).isEqualTo(1);
    for (String bad :
        List.of(
            good.replace("@v1", "@v2"),
            good.replace("index 1", "index 01"),
            good.replace("index 1\n", ""),
            good.replace("index 1", "extra AA=\nindex 1"),
            good.replace("index 1", "extra AA==\nextra AA==\nindex 1"),
            good.replaceFirst("\n\n", "\n"),
            good + "\n")) {
      assertThatThrownBy(() -> TlogProof.parse(bad)).as(bad).isInstanceOf(MalformedException.class);
    }
  }
}
