package dev.clef.keys;

import dev.clef.keys.WrappingKeyId.Regional;
import dev.clef.keys.WrappingKeyId.Root;
import dev.clef.platform.Randomness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Keys in a folder that only its owner may enter. {@code root.key} holds the root key, {@code
 * root-2.key} its second version; every regional key is a file wrapped by the newest root key there
 * was. Honest about itself: {@link Custody#SOFTWARE}.
 *
 * <p>File format, frozen by a golden file: one line {@code clef-key-v1 LABEL HEX}, where HEX is the
 * 32 bytes of the root key or the 62 bytes of a {@link WrappedKey}.
 */
public final class FileKeyCustodian implements KeyCustodian {

  private static final String FORMAT = "clef-key-v1";
  private static final String ENDING = ".key";
  private static final Set<PosixFilePermission> OWNER_READS =
      PosixFilePermissions.fromString("rw-------");

  private final Path folder;
  private final Randomness randomness;

  /** Used under the lock only, so that no key is wiped while it wraps. */
  private final Map<WrappingKeyId, DataKey> open = new HashMap<>();

  /**
   * Opens the folder, making it and the root key when they are missing.
   *
   * @throws IllegalStateException when others than the owner may read it
   * @throws KeyUnavailable when the root key is missing beside keys it wrapped
   */
  public FileKeyCustodian(Path folder, Randomness randomness) {
    this.folder = folder;
    this.randomness = randomness;
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      requireOwnerOnly(folder, "rwx------");
    } catch (IOException e) {
      throw new UncheckedIOException("the key folder cannot be used", e);
    }
    if (!roots().isEmpty()) {
      return;
    }
    if (!regionalKeys().isEmpty()) {
      // A new root would open none of the keys beside it and hide that the old one is lost.
      throw new KeyUnavailable("root.key is missing: restore it before starting");
    }
    create(Root.FIRST);
  }

  /** Whether there are keys in a folder. */
  static boolean hasKeys(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(file -> file.getFileName().toString().endsWith(ENDING));
    }
  }

  @Override
  public Custody custody() {
    return Custody.SOFTWARE;
  }

  @Override
  public synchronized void create(WrappingKeyId id) {
    if (Files.exists(file(id))) {
      return;
    }
    byte[] keyBytes = randomness.keyBytes(DataKey.SIZE);
    byte[] stored =
        switch (id) {
          case Root root -> keyBytes;
          case Regional regional -> wrapped(regional, roots().getFirst(), keyBytes);
        };
    write(id, stored);
    keep(id, keyBytes);
    Arrays.fill(keyBytes, (byte) 0);
  }

  private void keep(WrappingKeyId id, byte[] keyBytes) {
    DataKey brief = new DataKey(1, keyBytes);
    open.put(id, brief.kept());
    brief.wipe();
  }

  private byte[] wrapped(Regional regional, Root root, byte[] keyBytes) {
    return with(root, key -> WrappedKey.wrap(randomness, key, context(regional), keyBytes));
  }

  /** Works with a copy of a key, which is overwritten afterwards. */
  private byte[] with(WrappingKeyId id, UnaryOperator<byte[]> work) {
    byte[] copy = key(id);
    try {
      return work.apply(copy);
    } finally {
      Arrays.fill(copy, (byte) 0);
    }
  }

  @Override
  public synchronized void moveUnder(Root root) {
    for (Regional regional : regionalKeys()) {
      if (!isUnder(regional, root)) {
        write(regional, with(regional, key -> wrapped(regional, root, key)));
      }
    }
  }

  private boolean isUnder(Regional regional, Root root) {
    return unwrapped(regional, root, read(regional)).isPresent();
  }

  @Override
  public synchronized void destroy(WrappingKeyId id) {
    if (id instanceof Root && roots().equals(List.of(id)) && !regionalKeys().isEmpty()) {
      return; // a folder that is left keeps it until the keys under it are destroyed
    }
    DataKey known = open.remove(id);
    if (known != null) {
      known.wipe();
    }
    Path file = file(id);
    try {
      if (Files.exists(file)) {
        overwrite(file);
        Files.delete(file);
        syncFolder();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the key could not be destroyed", e);
    }
  }

  @Override
  public boolean holds(WrappingKeyId id) {
    return Files.exists(file(id));
  }

  @Override
  public Set<Regional> regionalKeys() {
    return labels().stream()
        .map(Regional::parse)
        .flatMap(Optional::stream)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The root keys, the newest first. */
  private List<Root> roots() {
    return labels().stream()
        .map(Root::parse)
        .flatMap(Optional::stream)
        .sorted(Comparator.comparingInt(Root::version).reversed())
        .toList();
  }

  private List<String> labels() {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(ENDING))
          .map(name -> name.substring(0, name.length() - ENDING.length()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("the key folder cannot be read", e);
    }
  }

  @Override
  public synchronized byte[] wrap(WrappingKeyId id, byte[] context, byte[] keyBytes) {
    return with(id, key -> WrappedKey.wrap(randomness, key, context, keyBytes));
  }

  @Override
  public synchronized byte[] unwrap(WrappingKeyId id, byte[] context, byte[] wrapped) {
    return with(id, key -> WrappedKey.unwrap(key, context, wrapped));
  }

  private byte[] key(WrappingKeyId id) {
    DataKey known = open.get(id);
    return known != null ? known.copy() : load(id);
  }

  private byte[] load(WrappingKeyId id) {
    byte[] stored = read(id);
    byte[] keyBytes =
        switch (id) {
          case Root root -> stored;
          case Regional regional -> unwrapByRoot(regional, stored);
        };
    if (keyBytes.length != DataKey.SIZE) {
      throw new KeyUnavailable("key file " + id.label() + ".key is damaged");
    }
    keep(id, keyBytes);
    return keyBytes;
  }

  /** While the root key changes, a file may still be under the one before. */
  private byte[] unwrapByRoot(Regional id, byte[] stored) {
    return roots().stream()
        .flatMap(root -> unwrapped(id, root, stored).stream())
        .findFirst()
        .orElseThrow(() -> new KeyUnavailable("key file " + id.label() + ".key is damaged"));
  }

  private Optional<byte[]> unwrapped(Regional id, Root root, byte[] stored) {
    try {
      return Optional.of(with(root, key -> WrappedKey.unwrap(key, context(id), stored)));
    } catch (EnvelopeRejected e) {
      return Optional.empty();
    }
  }

  private byte[] read(WrappingKeyId id) {
    try {
      Path file = file(id);
      requireOwnerOnly(file, "rw-------");
      String line = Files.readString(file, StandardCharsets.US_ASCII);
      String start = FORMAT + " " + id.label() + " ";
      if (!line.startsWith(start) || !line.endsWith("\n")) {
        throw new KeyUnavailable("key file " + id.label() + ".key is not of format " + FORMAT);
      }
      return HexFormat.of().parseHex(line.substring(start.length(), line.length() - 1));
    } catch (NoSuchFileException e) {
      throw new KeyUnavailable("no key " + id.label() + " in this custodian");
    } catch (IllegalArgumentException e) {
      throw new KeyUnavailable("key file " + id.label() + ".key is damaged");
    } catch (IOException e) {
      throw new KeyUnavailable("key file " + id.label() + ".key cannot be read");
    }
  }

  private static byte[] context(WrappingKeyId id) {
    return Context.of("clef-custodian-v1").text(id.label()).bytes();
  }

  private Path file(WrappingKeyId id) {
    return folder.resolve(id.label() + ENDING);
  }

  /** Durable before it is visible: a key that wrapped anything must not be lost to a power cut. */
  private void write(WrappingKeyId id, byte[] stored) {
    String content = FORMAT + " " + id.label() + " " + HexFormat.of().formatHex(stored) + "\n";
    Path file = file(id);
    Path draft = folder.resolve(file.getFileName() + ".new");
    try {
      Files.deleteIfExists(draft);
      Files.createFile(draft, PosixFilePermissions.asFileAttribute(OWNER_READS));
      try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.wrap(content.getBytes(StandardCharsets.US_ASCII)));
        channel.force(true);
      }
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
      syncFolder();
    } catch (IOException e) {
      throw new UncheckedIOException("a key could not be stored", e);
    }
  }

  private static void overwrite(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate((int) channel.size()));
      channel.force(true);
    }
  }

  private void syncFolder() throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static void requireOwnerOnly(Path path, String permissions) throws IOException {
    if (!Files.getPosixFilePermissions(path).equals(PosixFilePermissions.fromString(permissions))) {
      throw new IllegalStateException(
          path.getFileName()
              + " must be readable by its owner alone: chmod "
              + (permissions.contains("x") ? "700" : "600"));
    }
  }
}
