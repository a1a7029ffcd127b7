package dev.clef.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clef.ledger.WitnessRuling.Conflict;
import dev.clef.ledger.WitnessRuling.Cosign;
import dev.clef.ledger.WitnessRuling.Forked;
import dev.clef.ledger.WitnessRuling.Inconsistent;
import dev.clef.ledger.WitnessRuling.Malformed;
import dev.clef.ledger.WitnessRuling.NotSigned;
import dev.clef.ledger.WitnessRuling.UnknownLog;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a witness answers (c2sp.org/tlog-witness), and the body it is asked by. */
class WitnessRulingTest {

  private static final List<VerifierKey> TRUSTED = List.of(TestLog.SIGNER.key());

  private final TestLog log = TestLog.ofLeaves(300);
  private final Checkpoint at100 = TestLog.ofLeaves(100).head();

  private AddCheckpoint request(long from) {
    List<Hash> path = from == 0 ? List.of() : ConsistencyProof.of(log.reader(), from, 300).path();
    return new AddCheckpoint(from, path, log.head().sign(TestLog.SIGNER, TestLog.OTHER));
  }

  private static WitnessRuling rule(AddCheckpoint request, Checkpoint... last) {
    return WitnessRuling.on(
        request, TRUSTED, Optional.ofNullable(last.length == 0 ? null : last[0]));
  }

  @Test
  void what_continues_the_log_is_cosigned_without_the_signatures_of_strangers() {
    Cosign first = new Cosign(log.head(), log.head().sign(TestLog.SIGNER));
    assertThat(rule(request(0))).isEqualTo(first);
    assertThat(rule(request(100), at100)).isEqualTo(first);
    assertThat(rule(request(300), log.head())).as("the same again").isEqualTo(first);
  }

  @Test
  void forks_rollbacks_and_wrong_proofs_are_not() {
    TestLog other = new TestLog();
    for (int i = 0; i < 100; i++) {
      other.append(List.of(TestLog.leaf(1000 + i).encode()));
    }
    assertThat(rule(request(100), other.head())).isEqualTo(new Inconsistent());
    Checkpoint fork = new Checkpoint(TestLog.ORIGIN, 300, other.head().root());
    assertThat(rule(request(300), fork))
        .as("of one size with another root")
        .isEqualTo(new Forked(300, log.head().sign(TestLog.SIGNER)));
    AddCheckpoint proven =
        new AddCheckpoint(300, List.of(TreeHash.empty()), request(300).checkpoint());
    assertThat(rule(proven, fork)).as("a proof comes first").isEqualTo(new Inconsistent());
    assertThat(rule(request(100), log.head())).as("a rollback").isEqualTo(new Conflict(300));
    assertThat(rule(request(0), at100)).isEqualTo(new Conflict(100));
    assertThat(rule(request(100))).isEqualTo(new Conflict(0));
    AddCheckpoint good = request(100);
    AddCheckpoint cut =
        new AddCheckpoint(100, good.proof().subList(1, good.proof().size()), good.checkpoint());
    assertThat(rule(cut, at100)).isEqualTo(new Inconsistent());
    assertThat(rule(new AddCheckpoint(0, good.proof(), good.checkpoint())))
        .as("a proof from nothing")
        .isEqualTo(new Inconsistent());
    AddCheckpoint backwards = new AddCheckpoint(301, List.of(), good.checkpoint());
    assertThat(rule(backwards, at100)).isEqualTo(new Malformed());
    Checkpoint empty = new Checkpoint(TestLog.ORIGIN, 0, log.head().root());
    assertThat(rule(new AddCheckpoint(0, List.of(), empty.sign(TestLog.SIGNER))))
        .as("an empty tree with another root")
        .isEqualTo(new Inconsistent());
    Checkpoint nothing = new Checkpoint(TestLog.ORIGIN, 0, TreeHash.empty());
    assertThat(rule(new AddCheckpoint(0, List.of(), nothing.sign(TestLog.SIGNER))))
        .isInstanceOf(Cosign.class);
  }

  @Test
  void only_trusted_keys_of_known_logs_count() {
    Checkpoint elsewhere = new Checkpoint("other.example", 300, log.head().root());
    assertThat(rule(new AddCheckpoint(0, List.of(), elsewhere.sign(TestLog.SIGNER))))
        .isEqualTo(new UnknownLog());
    assertThat(rule(new AddCheckpoint(0, List.of(), log.head().sign(TestLog.OTHER))))
        .isEqualTo(new NotSigned());
    SignedNote wrong =
        log.head().sign(TestLog.SIGNER).with(at100.sign(TestLog.SIGNER).signatures());
    assertThat(rule(new AddCheckpoint(0, List.of(), wrong))).isEqualTo(new NotSigned());
  }

  @Test
  void a_body_reads_back_and_every_deviation_is_refused() {
    AddCheckpoint request = request(100);
    String text = request.toString();
    assertThat(AddCheckpoint.parse(Strict.utf8(text))).isEqualTo(request);
    assertThat(AddCheckpoint.parse(Strict.utf8(request(0).toString()))).isEqualTo(request(0));
    String many = (TreeHash.empty().base64() + "\n").repeat(AddCheckpoint.MAX_PROOF + 1);
    for (String bad :
        List.of(
            "",
            text.replace("old 100", "old 0100"),
            text.replace("old 100", "old -1"),
            text.replace("old 100", "size 100"),
            text.replaceFirst("\n\n", "\n"),
            text.replaceFirst("=\n", "\n"),
            "old 0\n" + many + "\n" + request.checkpoint(),
            text.strip())) {
      assertThatThrownBy(() -> AddCheckpoint.parse(Strict.utf8(bad)))
          .as(bad)
          .isInstanceOf(MalformedException.class);
    }
    List<Hash> long63 = Collections.nCopies(AddCheckpoint.MAX_PROOF, TreeHash.empty());
    AddCheckpoint longest = new AddCheckpoint(1, long63, request.checkpoint());
    assertThat(AddCheckpoint.parse(Strict.utf8(longest.toString()))).isEqualTo(longest);
  }
}
