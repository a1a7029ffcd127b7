package dev.clef.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The test log of transparency-dev/tessera: 16 signed heads, their tiles and entries. */
class TesseraLogTest {

  /** The public key in tessera's testdata/build_log.sh. */
  private static final VerifierKey KEY =
      VerifierKey.parse(
          "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx");

  @Test
  void every_head_of_a_log_made_by_others_verifies() throws IOException {
    Path folder = TestData.require("vectors/tessera-log");
    Optional<Checkpoint> previous = Optional.empty();
    for (int size = 0; size <= 15; size++) {
      LogVerdict verdict = at(folder, size, previous);
      assertThat(verdict).isInstanceOf(LogVerdict.Verified.class);
      Checkpoint head = ((LogVerdict.Verified) verdict).checkpoint();
      assertThat(head.size()).isEqualTo(size);
      previous = Optional.of(head);
    }
  }

  @Test
  void the_heads_are_consistent_by_proofs_from_the_tiles() throws IOException {
    Path folder = TestData.require("vectors/tessera-log");
    for (int older = 1; older <= 15; older++) {
      for (int newer = older; newer <= 15; newer++) {
        TileReader tiles = new LogFiles(new FolderSource(folder), newer);
        assertThat(
                ConsistencyProof.of(tiles, older, newer)
                    .verify(head(folder, older).root(), head(folder, newer).root()))
            .isTrue();
      }
    }
  }

  @Test
  void an_older_head_put_back_is_named() throws IOException {
    Path folder = TestData.require("vectors/tessera-log");
    assertThat(at(folder, 11, Optional.of(head(folder, 12))))
        .isInstanceOfSatisfying(
            LogVerdict.Failed.class,
            failed -> assertThat(failed.kind()).isEqualTo(LogVerdict.Kind.TREE_SHRUNK));
  }

  private static LogVerdict at(Path folder, int size, Optional<Checkpoint> known)
      throws IOException {
    FolderSource files = new FolderSource(folder);
    LogSource source =
        path -> files.read(path.equals(LogSource.CHECKPOINT) ? "checkpoint." + size : path);
    return new LogVerifier(source, KEY, LeafFormat.ANY, known, (done, total) -> {}).verify();
  }

  private static Checkpoint head(Path folder, int size) throws IOException {
    byte[] note = new FolderSource(folder).read("checkpoint." + size).orElseThrow();
    return Checkpoint.parse(SignedNote.parse(note).text());
  }
}
