package dev.clef.ledger;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** A log in memory, grown batch by batch as a server would, whose files a test can damage. */
final class TestLog implements LogSource {

  static final String ORIGIN = "clef.example/log";

  /** RFC 8032 §7.1, TEST 1. */
  static final Ed25519Signer SIGNER =
      signer(
          ORIGIN,
          "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
          "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");

  /** RFC 8032 §7.1, TEST 2. */
  static final Ed25519Signer OTHER =
      signer(
          ORIGIN,
          "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
          "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");

  final Map<String, byte[]> files = new HashMap<>();
  final List<byte[]> entries = new ArrayList<>();
  Frontier frontier = Frontier.EMPTY;

  static Ed25519Signer signer(String name, String seed, String publicKey) {
    HexFormat hex = HexFormat.of();
    return Ed25519Signer.ofSeed(name, hex.parseHex(seed), hex.parseHex(publicKey));
  }

  /** A key pair that is the same in every run: the JDK takes its seed from what it is given. */
  static KeyPair pair(KeyType type, int seed) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(type.algorithm());
      generator.initialize(new NamedParameterSpec(type.algorithm()), new Always((byte) seed));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static CosignatureSigner witness(String name, KeyType type, int seed, InstantSource clock) {
    KeyPair pair = pair(type, seed);
    return CosignatureSigner.of(
        VerifierKey.of(name, type, pair.getPublic()), pair.getPrivate(), clock);
  }

  /** Not random. */
  private static final class Always extends SecureRandom {
    private static final long serialVersionUID = 1L;
    private final byte value;

    Always(byte value) {
      this.value = value;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      Arrays.fill(bytes, value);
    }
  }

  static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  static Leaf leaf(int number) {
    byte[] key = new byte[32];
    return new Leaf(
        Instant.parse("2026-11-20T08:00:00.123Z").plusMillis(number),
        Leaf.commit(key, Strict.utf8("event " + number)),
        Leaf.commit(key, Strict.utf8("person " + number % 7)));
  }

  static TestLog ofLeaves(int count) {
    TestLog log = new TestLog();
    List<byte[]> batch = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      batch.add(leaf(i).encode());
    }
    log.append(batch);
    return log;
  }

  /** Appends and publishes tiles, bundles and a signed checkpoint. */
  void append(List<byte[]> batch) {
    Growth growth = frontier.append(batch.stream().map(TreeHash::leaf).toList(), reader());
    growth.tiles().forEach(update -> files.put(update.tile().path(), update.bytes().toArray()));
    long firstBundle = frontier.size() / Tile.FULL;
    frontier = growth.frontier();
    entries.addAll(batch);
    for (long b = firstBundle; b * Tile.FULL < frontier.size(); b++) {
      Tile tile = Tile.in(frontier.size(), Tile.ENTRIES, b);
      int from = (int) b * Tile.FULL;
      files.put(tile.path(), EntryBundle.encode(entries.subList(from, from + tile.width())));
    }
    publish(SIGNER);
  }

  Checkpoint head() {
    return new Checkpoint(ORIGIN, frontier.size(), frontier.root());
  }

  void publish(NoteSigner signer) {
    files.put(CHECKPOINT, Strict.utf8(head().sign(signer).toString()));
  }

  TileReader reader() {
    return (level, index, width) ->
        Objects.requireNonNull(
            files.get(new Tile(level, index, width).path()), "no such tile is stored");
  }

  void flip(String path, int offset) {
    byte[] bytes = Objects.requireNonNull(files.get(path), path);
    bytes[offset] ^= 0x01;
  }

  LogVerdict verify() throws java.io.IOException {
    return new LogVerifier(this, SIGNER.key(), LeafFormat.CLEF).verify();
  }

  @Override
  public Optional<byte[]> read(String path) {
    return Optional.ofNullable(files.get(path)).map(byte[]::clone);
  }
}
