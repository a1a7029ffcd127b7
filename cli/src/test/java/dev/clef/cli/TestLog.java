package dev.clef.cli;

import dev.clef.ledger.CanonicalMap;
import dev.clef.ledger.Checkpoint;
import dev.clef.ledger.Ed25519Signer;
import dev.clef.ledger.EntryBundle;
import dev.clef.ledger.Frontier;
import dev.clef.ledger.Growth;
import dev.clef.ledger.Hash;
import dev.clef.ledger.InclusionProof;
import dev.clef.ledger.Leaf;
import dev.clef.ledger.LogSource;
import dev.clef.ledger.Tile;
import dev.clef.ledger.TlogProof;
import dev.clef.ledger.TreeHash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A log kept in a folder, written with the public API of the ledger alone. */
final class TestLog {

  static final String ORIGIN = "clef.example/log";
  static final int ERASED = 300;
  static final byte[] EVENT_KEY = new byte[32];
  static final CanonicalMap EVENT =
      new CanonicalMap(
          Map.of(
              "type", "person.erased",
              "certificate", "01990000-0000-7000-8000-000000000001",
              "time", "2026-11-20T08:00:00.300Z",
              "custody", "software"));

  /** RFC 8032 §7.1, TEST 1 and TEST 2. */
  static final Ed25519Signer SIGNER =
      signer(
          "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
          "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");

  static final Ed25519Signer OTHER =
      signer(
          "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
          "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");

  final Path folder;
  private final List<byte[]> entries = new ArrayList<>();
  private Frontier frontier = Frontier.EMPTY;

  TestLog(Path folder, int leaves) throws IOException {
    this.folder = folder;
    write("key", SIGNER.key() + "\n");
    write(LogKey.FILE, SIGNER.key() + "\n");
    grow(leaves);
  }

  private static Ed25519Signer signer(String seed, String publicKey) {
    HexFormat hex = HexFormat.of();
    return Ed25519Signer.ofSeed(ORIGIN, hex.parseHex(seed), hex.parseHex(publicKey));
  }

  static Leaf leaf(int number) {
    byte[] event =
        number == ERASED ? EVENT.encode() : ("event " + number).getBytes(StandardCharsets.UTF_8);
    return new Leaf(
        Instant.parse("2026-11-20T08:00:00Z").plusMillis(number),
        Leaf.commit(EVENT_KEY, event),
        Leaf.commit(EVENT_KEY, new byte[] {(byte) number}));
  }

  void grow(int leaves) throws IOException {
    List<Hash> hashes = new ArrayList<>();
    for (int i = 0; i < leaves; i++) {
      entries.add(leaf(entries.size()).encode());
      hashes.add(TreeHash.leaf(entries.getLast()));
    }
    Growth growth = frontier.append(hashes, this::tile);
    frontier = growth.frontier();
    for (var update : growth.tiles()) {
      Mirror.write(folder.resolve(update.tile().path()), update.bytes().toArray());
    }
    for (Tile tile : Tile.all(frontier.size()).filter(t -> t.level() == Tile.ENTRIES).toList()) {
      int from = (int) tile.index() * Tile.FULL;
      Mirror.write(
          folder.resolve(tile.path()),
          EntryBundle.encode(entries.subList(from, from + tile.width())));
    }
    write(LogSource.CHECKPOINT, head().sign(SIGNER).toString());
  }

  Checkpoint head() {
    return new Checkpoint(ORIGIN, frontier.size(), frontier.root());
  }

  TlogProof proof(int index) {
    List<Hash> path = InclusionProof.of(this::tile, index, frontier.size()).path();
    return new TlogProof(Optional.empty(), index, path, head().sign(SIGNER));
  }

  void write(String path, String text) throws IOException {
    Mirror.write(folder.resolve(path), text.getBytes(StandardCharsets.UTF_8));
  }

  void flip(String path, int offset) throws IOException {
    byte[] bytes = Files.readAllBytes(folder.resolve(path));
    bytes[offset] ^= 1;
    Files.write(folder.resolve(path), bytes);
  }

  byte[] tile(int level, long index, int width) {
    try {
      return Files.readAllBytes(folder.resolve(new Tile(level, index, width).path()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
