package dev.clef.bench;

import dev.clef.ledger.Checkpoint;
import dev.clef.ledger.Ed25519Signer;
import dev.clef.ledger.EntryBundle;
import dev.clef.ledger.FolderSource;
import dev.clef.ledger.Frontier;
import dev.clef.ledger.Growth;
import dev.clef.ledger.Hash;
import dev.clef.ledger.Leaf;
import dev.clef.ledger.LeafFormat;
import dev.clef.ledger.LogVerdict;
import dev.clef.ledger.LogVerifier;
import dev.clef.ledger.Tile;
import dev.clef.ledger.TileUpdate;
import dev.clef.ledger.TreeHash;
import dev.clef.platform.Randomness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Checks a whole log of a million leaves from files. */
final class VerifyBench {

  private static final int LEAVES = 1_000_000;
  private static final double GOAL = 500_000;
  private static final double GOAL_BYTES = 250;

  private VerifyBench() {}

  static void run() throws Exception {
    Path folder = Files.createTempDirectory("clef-bench-log");
    try {
      Ed25519Signer signer = write(folder);
      Figure.atMost("files of the tree, a leaf", (double) size(folder) / LEAVES, "B", GOAL_BYTES);
      for (int round = 1; round <= 3; round++) {
        long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        LogVerdict verdict =
            new LogVerifier(new FolderSource(folder), signer.key(), LeafFormat.CLEF).verify();
        double seconds =
            (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu) / 1e9;
        if (!(verdict instanceof LogVerdict.Verified)) {
          throw new IllegalStateException("the log of the benchmark does not verify: " + verdict);
        }
        Figure.print("verify, round " + round, LEAVES / seconds, "entries/CPU-s", GOAL);
      }
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static Ed25519Signer write(Path folder) throws Exception {
    Randomness randomness = new Randomness();
    Frontier frontier = Frontier.EMPTY;
    for (int first = 0; first < LEAVES; first += Tile.FULL) {
      List<byte[]> entries = new ArrayList<>();
      for (int i = first; i < Math.min(first + Tile.FULL, LEAVES); i++) {
        Hash commitment = Hash.of(randomness.bytes(Hash.SIZE));
        entries.add(new Leaf(Instant.ofEpochMilli(i), commitment, commitment).encode());
      }
      Growth growth =
          frontier.append(
              entries.stream().map(TreeHash::leaf).toList(),
              (level, index, width) -> read(folder.resolve(new Tile(level, index, width).path())));
      Tile bundle = Tile.in(growth.frontier().size(), Tile.ENTRIES, first / Tile.FULL);
      put(folder.resolve(bundle.path()), EntryBundle.encode(entries));
      for (TileUpdate update : growth.tiles()) {
        put(folder.resolve(update.tile().path()), update.bytes().toArray());
      }
      frontier = growth.frontier();
    }
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    Ed25519Signer signer = Ed25519Signer.of("bench", pair.getPrivate(), pair.getPublic());
    Checkpoint checkpoint = new Checkpoint("bench", frontier.size(), frontier.root());
    Files.writeString(folder.resolve("checkpoint"), checkpoint.sign(signer).toString());
    return signer;
  }

  private static long size(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException("a tile of the benchmark is missing", e);
    }
  }

  private static void put(Path file, byte[] content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }
}
