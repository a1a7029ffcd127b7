package dev.clef.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.ledger.AddCheckpoint;
import dev.clef.ledger.Checkpoint;
import dev.clef.ledger.ConsistencyProof;
import dev.clef.ledger.Hash;
import dev.clef.ledger.SignedNote;
import dev.clef.ledger.TreeHash;
import dev.clef.ledger.VerifierKey;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code clef witness} as another party runs it: a process, spoken to by HTTP, killed and started.
 */
class WitnessTest {

  private static final List<VerifierKey> LOGS = List.of(TestLog.SIGNER.key());

  @TempDir private Path folder = Path.of("");
  private TestLog log;
  private WitnessProcess witness;

  WitnessTest() {}

  @BeforeEach
  void a_log_and_a_witness() throws IOException {
    log = new TestLog(folder.resolve("log"), 100);
    witness = WitnessProcess.start(folder, "w1", 0, LOGS);
  }

  @AfterEach
  void stop() {
    witness.close();
  }

  private static String from(TestLog log, long old) {
    long size = log.head().size();
    List<Hash> path = old == 0 ? List.of() : ConsistencyProof.of(log::tile, old, size).path();
    return new AddCheckpoint(old, path, log.head().sign(TestLog.SIGNER)).toString();
  }

  private SignedNote cosigned(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return log.head().sign(TestLog.SIGNER).with(SignedNote.lines(answer.body()));
  }

  @Test
  void what_grows_is_cosigned_by_both_keys_and_shown() throws Exception {
    SignedNote note = cosigned(witness.post(from(log, 0)));
    assertThat(witness.keys).hasSize(2);
    for (VerifierKey key : witness.keys) {
      assertThat(note.cosignedAt(key)).as(key.type().name()).isPresent();
    }
    String shown = AddCheckpoint.monitoringPath(TestLog.ORIGIN);
    assertThat(SignedNote.parse(witness.get(shown).body())).isEqualTo(note);
    log.grow(57);
    cosigned(witness.post(from(log, 100)));
    assertThat(Checkpoint.parse(SignedNote.parse(witness.get(shown).body()).text()))
        .isEqualTo(log.head());
    assertThat(witness.get("").statusCode()).isEqualTo(404);
    assertThat(witness.get(AddCheckpoint.monitoringPath("other")).statusCode()).isEqualTo(404);
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("w1.key"))))
        .isEqualTo("rw-------");
  }

  @Test
  void forks_rollbacks_replays_and_wrong_proofs_are_refused() throws Exception {
    String first = from(log, 0);
    cosigned(witness.post(first));
    log.grow(200);
    String later = from(log, 100);
    HttpResponse<String> replay = witness.post(first);
    assertThat(replay.statusCode()).isEqualTo(409);
    assertThat(replay.body()).isEqualTo("100\n");
    assertThat(replay.headers().firstValue("Content-Type")).contains("text/x.tlog.size");
    String wrongProof = later.replaceFirst("\n[^\n]+\n", "\n" + TreeHash.empty().base64() + "\n");
    assertThat(witness.post(wrongProof).statusCode()).isEqualTo(422);
    assertThat(refused()).as("a proof that fails proves nothing").isEmpty();
    cosigned(witness.post(later));
    assertThat(witness.post(later).statusCode()).as("the request before").isEqualTo(409);
    cosigned(witness.post(from(log, 300)));
    Checkpoint other = new Checkpoint(TestLog.ORIGIN, 300, TreeHash.leaf(new byte[1]));
    String forked = new AddCheckpoint(300, List.of(), other.sign(TestLog.SIGNER)).toString();
    HttpResponse<String> contradicted = witness.post(forked);
    assertThat(contradicted.statusCode()).as("the sizes are one, the roots two").isEqualTo(409);
    assertThat(contradicted.body()).isEqualTo("300\n");
    Checkpoint longer = new Checkpoint(TestLog.ORIGIN, 301, TreeHash.leaf(new byte[1]));
    String grown =
        new AddCheckpoint(300, List.of(other.root()), longer.sign(TestLog.SIGNER)).toString();
    assertThat(witness.post(grown).statusCode()).isEqualTo(422);
    HttpResponse<String> shown = witness.get(AddCheckpoint.monitoringPath(TestLog.ORIGIN));
    assertThat(Checkpoint.parse(SignedNote.parse(shown.body()).text())).isEqualTo(log.head());
    for (int i = 0; i < 70; i++) {
      byte[] leaf = {2, (byte) i};
      Checkpoint more = new Checkpoint(TestLog.ORIGIN, 300, TreeHash.leaf(leaf));
      witness.post(new AddCheckpoint(300, List.of(), more.sign(TestLog.SIGNER)).toString());
    }
    assertThat(refused()).as("what the log signed and may not have, within bounds").hasSize(64);
    for (SignedNote evidence : refused()) {
      assertThat(evidence.isSignedBy(TestLog.SIGNER.key())).isTrue();
      assertThat(Checkpoint.parse(evidence.text()).size()).isEqualTo(300);
    }
    assertThat(refused().stream().map(SignedNote::text)).contains(other.text());
  }

  private List<SignedNote> refused() throws IOException {
    List<SignedNote> notes = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder.resolve("w1.state"))) {
      for (Path file : files.filter(it -> it.toString().endsWith(".refused")).toList()) {
        notes.add(SignedNote.parse(Files.readAllBytes(file)));
      }
    }
    return notes;
  }

  @Test
  void what_strangers_call_their_logs_is_not_printed() throws Exception {
    Checkpoint elsewhere =
        new Checkpoint("evil\u009b2J\u202e.example", 1, TreeHash.leaf(new byte[1]));
    assertThat(
            witness
                .post(new AddCheckpoint(0, List.of(), elsewhere.sign(TestLog.SIGNER)).toString())
                .statusCode())
        .isEqualTo(404);
    assertThat(Files.readString(folder.resolve("w1.log")))
        .contains("a log that is not watched")
        .doesNotContain("evil");
    assertThat(WitnessServer.plain("a\u001b[2J\u009bb\u202ec\u2066d\u2028e"))
        .isEqualTo("a?[2J?b?c?d?e");
  }

  @Test
  void strangers_and_nonsense_are_told_apart() throws Exception {
    Checkpoint elsewhere = new Checkpoint("other.example", 1, TreeHash.leaf(new byte[1]));
    assertThat(
            witness
                .post(new AddCheckpoint(0, List.of(), elsewhere.sign(TestLog.SIGNER)).toString())
                .statusCode())
        .isEqualTo(404);
    assertThat(
            witness
                .post(new AddCheckpoint(0, List.of(), log.head().sign(TestLog.OTHER)).toString())
                .statusCode())
        .isEqualTo(403);
    assertThat(witness.post(from(log, 0).replace("old 0", "old 101")).statusCode()).isEqualTo(400);
    assertThat(witness.post("").statusCode()).isEqualTo(400);
    assertThat(witness.post("old 0\n" + "A".repeat(530_000)).statusCode()).isEqualTo(413);
    cosigned(witness.post(from(log, 0)));
  }

  /** Whatever signature arrived, the witness knows of it after it was killed. */
  @Test
  void what_left_is_on_the_disk_before() throws Exception {
    long old = 0;
    for (int round = 0; round < 4; round++) {
      AtomicLong arrived = new AtomicLong();
      WitnessProcess running = witness;
      long from = old;
      Thread client =
          Thread.ofPlatform()
              .start(() -> {
                long at = from;
                try {
                  while (running.post(from(log, at)).statusCode() == 200) {
                    at = log.head().size();
                    arrived.set(at);
                    log.grow(1);
                  }
                } catch (IOException | InterruptedException killed) {
                  // As it is meant to be.
                }
              });
      while (arrived.get() < from + 3) {
        Thread.onSpinWait();
      }
      Thread.sleep(20 + round * 7);
      witness.kill();
      client.join();
      witness = WitnessProcess.start(folder, "w1", witness.port(), LOGS);
      HttpResponse<String> shown = witness.get(AddCheckpoint.monitoringPath(TestLog.ORIGIN));
      old = Checkpoint.parse(SignedNote.parse(shown.body()).text()).size();
      assertThat(old).isBetween(arrived.get(), log.head().size());
      assertThat(witness.post(from(log, old)).statusCode()).as("it goes on").isEqualTo(200);
      old = log.head().size();
      log.grow(1);
    }
  }

  @Test
  void a_witness_that_forgot_or_was_changed_does_not_start() throws Exception {
    cosigned(witness.post(from(log, 0)));
    Path state = folder.resolve("w1.state");
    assertThat(clef().exitCode()).as("the folder is in use").isEqualTo(Main.ENVIRONMENT);
    witness.kill();
    Path file;
    try (Stream<Path> files = Files.list(state)) {
      file = files.filter(it -> it.toString().endsWith(".checkpoint")).findFirst().orElseThrow();
    }
    String text = Files.readString(file);
    Files.writeString(file, text.replaceFirst("\n100\n", "\n90\n"));
    Ran changed = clef();
    assertThat(changed.exitCode()).isEqualTo(Main.FAILED);
    assertThat(changed.err()).contains("is not what this witness wrote");
    Files.writeString(file, text);
    Files.move(state, folder.resolve("elsewhere"));
    Ran gone = clef();
    assertThat(gone.exitCode()).isEqualTo(Main.ENVIRONMENT);
    assertThat(gone.err()).contains("a witness that forgot is none");
    Files.createDirectory(state);
    Ran empty = clef();
    assertThat(empty.exitCode()).as("a volume that is not there").isEqualTo(Main.ENVIRONMENT);
    assertThat(empty.err()).contains("what was in it is gone");
    try (Stream<Path> files = Files.list(state)) {
      for (Path one : files.toList()) {
        Files.delete(one);
      }
    }
    Files.delete(state);
    Files.move(folder.resolve("elsewhere"), state);
    Ran unknown = clef("--log", new VerifierKey("other.example", LOGS.getFirst().publicKey()));
    assertThat(unknown.exitCode()).isEqualTo(Main.ENVIRONMENT);
    assertThat(unknown.err()).contains("other.example is new to this witness", "--begin");
    Path key = folder.resolve("w1.key");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(clef().err()).contains("chmod 600");
  }

  /** Only where it does not start: one that serves would not end. */
  private Ran clef(Object... more) {
    List<Object> words = new ArrayList<>(List.of("witness", "--init", "--name", "w1"));
    words.addAll(List.of("--key", folder.resolve("w1.key")));
    words.addAll(List.of("--state", folder.resolve("w1.state")));
    words.addAll(List.of("--port", 0, "--log", TestLog.SIGNER.key()));
    words.addAll(List.of(more));
    return Ran.clef(words.toArray());
  }

  @Test
  void keys_are_made_once_and_printed() throws Exception {
    Ran first =
        Ran.clef(
            "witness",
            "--init",
            "--name",
            "w2.example/x",
            "--key",
            folder.resolve("k"),
            "--state",
            folder.resolve("s"));
    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.out().lines().map(VerifierKey::parse).map(VerifierKey::name))
        .containsExactly("w2.example/x", "w2.example/x");
    Ran again = Ran.clef("witness", "--key", folder.resolve("k"), "--state", folder.resolve("s"));
    assertThat(again.out()).isEqualTo(first.out());
    assertThat(
            Ran.clef("witness", "--init", "--key", folder.resolve("n"), "--state", folder)
                .exitCode())
        .as("no name")
        .isEqualTo(Main.USAGE);
  }
}
