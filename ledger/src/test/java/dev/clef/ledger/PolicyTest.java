package dev.clef.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who has to cosign (c2sp.org/tlog-policy). */
class PolicyTest {

  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-28T10:00:00Z"));

  private final List<CosignatureSigner> witnesses = new ArrayList<>();
  private final Checkpoint head = TestLog.ofLeaves(3).head();

  PolicyTest() {
    for (int i = 1; i <= 6; i++) {
      KeyType type = i % 2 == 0 ? KeyType.ML_DSA_44 : KeyType.ED25519_COSIGNATURE;
      witnesses.add(TestLog.witness("w.example/" + i, type, i, CLOCK));
    }
  }

  /** The example of the specification. */
  private Policy nested() {
    StringBuilder text = new StringBuilder("# an example\n\nlog " + TestLog.SIGNER.key() + "\n");
    for (int i = 0; i < 6; i++) {
      String name = (i < 3 ? "X" : "Y") + (i % 3 + 1);
      text.append(" \twitness\t" + name + "  " + witnesses.get(i).key());
      text.append(i == 0 ? " https://w.example/1 \n" : "\n");
    }
    text.append("group X-witnesses 2 X1 X2 X3\n");
    text.append("group Y-witnesses any Y1 Y2 Y3\n");
    text.append("group X-and-Y all X-witnesses Y-witnesses\nquorum X-and-Y\n");
    return parse(text.toString());
  }

  private static Policy parse(String text) {
    return Policy.parse(Strict.utf8(text));
  }

  private SignedNote cosignedBy(int... numbers) {
    List<NoteSigner> signers = new ArrayList<>(List.of(TestLog.SIGNER));
    for (int number : numbers) {
      signers.add(witnesses.get(number - 1));
    }
    return head.sign(signers.toArray(NoteSigner[]::new));
  }

  @Test
  void a_quorum_of_groups_counts_each_witness_once() {
    Policy policy = nested();
    assertThat(policy.logs().getFirst().key()).isEqualTo(TestLog.SIGNER.key());
    assertThat(policy.witnesses().firstEntry().getValue().url()).contains("https://w.example/1");
    assertThat(policy.of(cosignedBy(1, 2, 4)).holds()).isTrue();
    assertThat(policy.of(cosignedBy(1, 3, 5, 6)).holds()).isTrue();
    assertThat(policy.of(cosignedBy(1, 4, 5, 6)).holds()).isFalse();
    assertThat(policy.of(cosignedBy(1, 2, 3)).holds()).isFalse();
    assertThat(policy.of(cosignedBy()).quorum()).isFalse();
    assertThat(policy.of(cosignedBy(1, 2, 4)).cosigned())
        .containsOnlyKeys("X1", "X2", "Y1")
        .containsEntry("X1", CLOCK.instant());
    assertThat(policy.needed())
        .isEqualTo(
            "2 of (2 of (w.example/1, w.example/2, w.example/3),"
                + " 1 of (w.example/4, w.example/5, w.example/6))");
  }

  @Test
  void a_wrong_cosignature_spoils_the_checkpoint() {
    SignedNote.Sig foreign =
        new Checkpoint("a", 3, head.root()).sign(witnesses.get(2)).signatures().getFirst();
    Policy.Verdict verdict = nested().of(cosignedBy(1, 2, 4).with(List.of(foreign)));
    assertThat(verdict.quorum()).isTrue();
    assertThat(verdict.wrong()).containsExactly("X3");
    assertThat(verdict.holds()).isFalse();
  }

  @Test
  void a_list_of_keys_is_a_policy_that_needs_them_all() {
    Policy both = Policy.all(List.of(witnesses.get(0).key(), witnesses.get(1).key()));
    assertThat(both.of(cosignedBy(1, 2)).holds()).isTrue();
    assertThat(both.of(cosignedBy(1)).holds()).isFalse();
    assertThat(Policy.all(List.of()).of(cosignedBy()).holds()).isTrue();
    assertThat(parse("quorum none\n").of(cosignedBy()).holds()).isTrue();
    assertThat(parse("quorum none\n").needed()).isEqualTo("nobody");
  }

  @Test
  void a_policy_that_breaks_a_rule_is_refused() {
    String w1 = "witness a " + witnesses.get(0).key() + "\n";
    String w2 = "witness b " + witnesses.get(1).key() + "\n";
    VerifierKey same = witnesses.get(0).key();
    for (String bad :
        List.of(
            "",
            w1,
            w1 + "quorum a",
            w1 + "quorum b\n",
            w1 + "quorum a\nquorum a\n",
            w1 + "quorum a b\n",
            "quorum a\n" + w1,
            w1 + w1 + "quorum a\n",
            w1 + "witness c " + same + "\nquorum a\n",
            w1
                + "witness c "
                + new VerifierKey("other", same.type(), same.publicKey())
                + "\nquorum a\n",
            "log " + new VerifierKey("log", same.publicKey()) + "\n" + w1 + "quorum a\n",
            "witness a " + TestLog.SIGNER.key() + "\nquorum a\n",
            "witness none " + same + "\nquorum none\n",
            w1 + w2 + "group g 3 a b\nquorum g\n",
            w1 + w2 + "group g 0 a b\nquorum g\n",
            w1 + w2 + "group g 01 a b\nquorum g\n",
            w1 + w2 + "group g some a b\nquorum g\n",
            w1 + w2 + "group g any\nquorum g\n",
            w1 + w2 + "group g any a a\nquorum g\n",
            w1 + w2 + "group g any a b\ngroup h any a\nquorum g\n",
            w1 + w2 + "group g any g\nquorum g\n",
            w1 + w2 + "group g any none\nquorum g\n",
            w1 + w2 + "group a any b\nquorum a\n",
            w1 + "quorum a\r\n",
            w1 + "extra\nquorum a\n",
            "log x\nquorum none\n")) {
      assertThatThrownBy(() -> parse(bad)).as(bad).isInstanceOf(MalformedException.class);
    }
    assertThatThrownBy(() -> parse(w1 + "quorum b\n")).hasMessageStartingWith("line 2 ");
  }
}
