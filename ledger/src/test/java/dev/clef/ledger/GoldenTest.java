package dev.clef.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What is written today must read the same in ten years. A difference here is a new format version,
 * never a new golden file.
 */
class GoldenTest {

  private final TestLog log = TestLog.ofLeaves(11);

  @Test
  void a_leaf_keeps_its_bytes() throws IOException {
    byte[] bytes = TestLog.leaf(0).encode();
    golden("leaf.hex", hex(bytes));
    assertThat(Leaf.decode(fromHex("leaf.hex"))).isEqualTo(TestLog.leaf(0));
  }

  @Test
  void a_canonical_map_keeps_its_bytes() throws IOException {
    CanonicalMap map =
        new CanonicalMap(Map.of("type", "person.erased", "time", "2026-11-20T08:00:00Z", "é", ""));
    golden("canonical-map.hex", hex(map.encode()));
    assertThat(CanonicalMap.decode(fromHex("canonical-map.hex"))).isEqualTo(map);
  }

  @Test
  void a_frontier_keeps_its_bytes() throws IOException {
    golden("frontier.hex", hex(log.frontier.encode()));
    assertThat(Frontier.decode(fromHex("frontier.hex"))).isEqualTo(log.frontier);
  }

  @Test
  void an_entry_bundle_and_a_tile_keep_their_bytes() throws IOException {
    golden("entries.hex", hex(log.read("tile/entries/000.p/11").orElseThrow()));
    golden("tile.hex", hex(log.read("tile/0/000.p/11").orElseThrow()));
  }

  @Test
  void a_checkpoint_and_its_key_keep_their_text() throws IOException {
    golden("checkpoint.txt", log.head().sign(TestLog.SIGNER).toString());
    golden("log.vkey", TestLog.SIGNER.key() + "\n");
    SignedNote read = SignedNote.parse(text("checkpoint.txt"));
    assertThat(read.isSignedBy(VerifierKey.parse(text("log.vkey").strip()))).isTrue();
  }

  @Test
  void a_travelling_proof_keeps_its_text() throws IOException {
    TlogProof proof =
        new TlogProof(
            Optional.of(Bytes.copyOf(new byte[] {1, 2, 3})),
            7,
            InclusionProof.of(log.reader(), 7, 11).path(),
            log.head().sign(TestLog.SIGNER));
    golden("leaf-7.tlog-proof", proof.toString());
    assertThat(
            TlogProof.parse(text("leaf-7.tlog-proof"))
                .verify(log.entries.get(7), TestLog.SIGNER.key()))
        .isEqualTo(TlogProof.Outcome.VALID);
  }

  /** Ed25519 signs the same every time; ML-DSA does not, so its note is only read. */
  @Test
  void cosigners_and_what_they_signed_keep_their_text() throws IOException {
    InstantSource clock = InstantSource.fixed(Instant.parse("2026-11-28T10:00:00Z"));
    CosignatureSigner ed =
        TestLog.witness("witness.example/w1", KeyType.ED25519_COSIGNATURE, 1, clock);
    CosignatureSigner ml = TestLog.witness("witness.example/w1", KeyType.ML_DSA_44, 2, clock);
    golden("witness.vkeys", ed.key() + "\n" + ml.key() + "\n");
    golden("cosigned-ed25519.txt", log.head().sign(TestLog.SIGNER, ed).toString());
    propose("cosigned-ml-dsa-44.txt", log.head().sign(TestLog.SIGNER, ml).toString());
    SignedNote read = SignedNote.parse(text("cosigned-ml-dsa-44.txt"));
    assertThat(read.cosignedAt(ml.key())).contains(clock.instant());
    assertThat(read.text()).isEqualTo(log.head().text());
    List<Hash> path = ConsistencyProof.of(log.reader(), 7, 11).path();
    golden(
        "add-checkpoint.txt",
        new AddCheckpoint(7, path, log.head().sign(TestLog.SIGNER)).toString());
  }

  private static void golden(String name, String written) throws IOException {
    propose(name, written);
    assertThat(text(name)).as(name).isEqualTo(written);
  }

  private static void propose(String name, String written) throws IOException {
    Path proposal = Path.of("target/golden").resolve(name);
    Files.createDirectories(proposal.getParent());
    Files.writeString(proposal, written);
  }

  private static String text(String name) throws IOException {
    try (var in = GoldenTest.class.getResourceAsStream("/golden/" + name)) {
      return in == null
          ? ""
          : new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
  }

  private static byte[] fromHex(String name) throws IOException {
    return HexFormat.of().parseHex(text(name).replace("\n", ""));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes).replaceAll("(.{64})(?=.)", "$1\n") + "\n";
  }
}
