package dev.clef.cli;

import dev.clef.ledger.AddCheckpoint;
import dev.clef.ledger.Checkpoint;
import dev.clef.ledger.Hash;
import dev.clef.ledger.MalformedException;
import dev.clef.ledger.NoteSigner;
import dev.clef.ledger.SignedNote;
import dev.clef.ledger.VerifierKey;
import dev.clef.ledger.WitnessRuling;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a witness has cosigned last of each log, in a folder: one file a log, the checkpoint with
 * the log's signatures and the witness's own. A signature leaves only after the file is on the
 * disk. Thread-safe; one process at a time.
 */
final class WitnessBook implements AutoCloseable {

  private static final int MAX_BYTES = 1 << 20;
  private static final long MAX_EVIDENCE = 64;
  static final String MARKER = "witness";
  private static final String MARKER_HEADER = "clef-witness-state-v1";
  private static final String LOG = "log ";

  /** What is answered. */
  sealed interface Reply {

    /** Signature lines. */
    record Cosigned(String lines, long size) implements Reply {}

    /** What the ruling says, or that the request was none. */
    record Refused(WitnessRuling ruling, String origin) implements Reply {}
  }

  private final Path folder;
  private final List<VerifierKey> logs;
  private final WitnessKeys keys;
  private final FileChannel lockFile;
  private final CountDownLatch unsure = new CountDownLatch(1);

  private WitnessBook(Path folder, List<VerifierKey> logs, WitnessKeys keys, FileChannel lockFile) {
    this.folder = folder;
    this.logs = List.copyOf(logs);
    this.keys = keys;
    this.lockFile = lockFile;
  }

  /**
   * Says in an empty folder whose it is: one that does not say so is not that of a witness, but a
   * volume that is missing, say.
   */
  static void make(Path folder, WitnessKeys keys) throws IOException {
    OwnFile.write(folder.resolve(MARKER), marker(keys, List.of()).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Opens the folder.
   *
   * @param begin whether logs may be among these of which it never heard
   * @throws CliException when it is not there, in use, or holds what this witness did not write
   */
  static WitnessBook open(Path folder, List<VerifierKey> logs, WitnessKeys keys, boolean begin)
      throws IOException {
    if (!Files.isDirectory(folder)) {
      throw CliException.environment(
          folder + " is no folder; a witness that forgot is none. A new one is made by --init");
    }
    FileChannel lockFile =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (lock(lockFile) == null) {
      lockFile.close();
      throw CliException.environment("another witness works in " + folder);
    }
    WitnessBook book = new WitnessBook(folder, logs, keys, lockFile);
    try {
      book.begin(begin);
      for (VerifierKey log : logs) {
        book.last(log.name());
      }
      return book;
    } catch (CliException | IOException e) {
      lockFile.close();
      throw e;
    }
  }

  /** Frozen text: this header, the keys of the witness, and a line for each log it began. */
  private static String marker(WitnessKeys keys, Collection<String> begun) {
    StringBuilder text = new StringBuilder(MARKER_HEADER).append('\n');
    keys.vkeys().forEach(key -> text.append(key).append('\n'));
    begun.forEach(origin -> text.append(LOG).append(origin).append('\n'));
    return text.toString();
  }

  /** What was begun is known by its name: a file that is missing later does not begin it again. */
  private void begin(boolean may) throws IOException {
    Path file = folder.resolve(MARKER);
    if (!Files.exists(file)) {
      throw CliException.environment(
          folder
              + " is not the folder of a witness, or what was in it is gone; a witness that forgot"
              + " is none. A new one is made by --init");
    }
    String text = new String(OwnFile.read(file, MAX_BYTES), StandardCharsets.UTF_8);
    Set<String> begun =
        text.lines()
            .filter(line -> line.startsWith(LOG))
            .map(line -> line.substring(LOG.length()))
            .collect(Collectors.toCollection(TreeSet::new));
    if (!text.equals(marker(keys, begun))) {
      throw CliException.failed(folder + " is the folder of another witness");
    }
    for (VerifierKey log : logs) {
      if (begun.add(log.name()) && !may) {
        throw CliException.environment(
            "the log " + log.name() + " is new to this witness; it is begun by --begin");
      }
    }
    String now = marker(keys, begun);
    if (!now.equals(text)) {
      write(file, now);
    }
  }

  private static @Nullable FileLock lock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /**
   * Decides about a request.
   *
   * @throws MalformedException when it is none
   * @throws IOException when the folder cannot be read or written; then nothing is signed
   */
  synchronized Reply add(byte[] body) throws IOException {
    AddCheckpoint request = AddCheckpoint.parse(body);
    String origin = request.head().origin();
    boolean watched = logs.stream().anyMatch(log -> log.name().equals(origin));
    Optional<Checkpoint> last =
        watched ? last(origin).map(note -> Checkpoint.parse(note.text())) : Optional.empty();
    return switch (WitnessRuling.on(request, logs, last)) {
      case WitnessRuling.Cosign(Checkpoint head, SignedNote note) -> {
        SignedNote own = head.sign(keys.signers().toArray(NoteSigner[]::new));
        write(file(origin), note.with(own.signatures()).toString());
        StringBuilder lines = new StringBuilder();
        own.signatures().forEach(lines::append);
        yield new Reply.Cosigned(lines.toString(), head.size());
      }
      case WitnessRuling.Forked ruling -> {
        keepEvidence(origin, ruling.note());
        yield new Reply.Refused(ruling, origin);
      }
      case WitnessRuling ruling -> new Reply.Refused(ruling, origin);
    };
  }

  /**
   * What is shown at a path of the monitoring prefix; only of logs that are watched, and only what
   * is on the disk.
   */
  synchronized Optional<byte[]> shown(String path) throws IOException {
    for (VerifierKey log : logs) {
      if (path.equals("/" + AddCheckpoint.monitoringPath(log.name()))) {
        return last(log.name()).map(note -> note.toString().getBytes(StandardCharsets.UTF_8));
      }
    }
    return Optional.empty();
  }

  /** What this witness signed last; a file somebody changed ends it, instead of being forgotten. */
  private Optional<SignedNote> last(String origin) throws IOException {
    if (unsure.getCount() == 0) {
      throw new IOException("it is not known what is on the disk");
    }
    byte[] bytes;
    try {
      bytes = OwnFile.read(file(origin), MAX_BYTES);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    try {
      SignedNote note = SignedNote.parse(bytes);
      if (Checkpoint.parse(note.text()).origin().equals(origin)
          && note.onlySignaturesOf(keys.vkeys()).isPresent()) {
        return Optional.of(note);
      }
    } catch (MalformedException e) {
      // Said below, together with what is well-formed and not signed.
    }
    throw CliException.failed(file(origin) + " is not what this witness wrote");
  }

  private Path file(String origin) {
    return folder.resolve(AddCheckpoint.monitoringPath(origin).replace('/', '.'));
  }

  /**
   * A checkpoint of a size that was cosigned with another root, both signed by the log: proof for
   * whoever asks, so what is cosigned of that size stays beside it. Only the log can make more of
   * them, and after some they prove nothing new.
   */
  private void keepEvidence(String origin, SignedNote note) throws IOException {
    Checkpoint head = Checkpoint.parse(note.text());
    String prefix = file(origin).getFileName() + "." + head.size() + ".";
    Path evidence = folder.resolve(prefix + name(head.root()) + ".refused");
    if (Files.exists(evidence) || count(file(origin).getFileName() + ".") >= MAX_EVIDENCE) {
      return;
    }
    Optional<SignedNote> cosigned = last(origin);
    if (cosigned.isPresent()) {
      Path own = folder.resolve(prefix + "cosigned");
      if (!Files.exists(own)) {
        write(own, cosigned.get().toString());
      }
      write(evidence, note.toString());
    }
  }

  private static String name(Hash root) {
    return HexFormat.of().formatHex(root.toArray());
  }

  private long count(String prefix) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.startsWith(prefix) && name.endsWith(".refused"))
          .count();
    }
  }

  /** On the disk, whole or not at all, when this returns. */
  private void write(Path file, String text) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try (FileChannel out =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer rest = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (rest.hasRemaining()) {
        out.write(rest);
      }
      out.force(true);
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
      entries.force(true);
    } catch (IOException e) {
      unsure.countDown();
      throw e;
    }
  }

  /**
   * Returns when a file was renamed and the disk did not say that it kept that: what is read from
   * now on may be gone after the next start. The process has to end.
   */
  void awaitDoubt() throws InterruptedException {
    unsure.await();
  }

  @Override
  public void close() throws IOException {
    lockFile.close();
  }
}
