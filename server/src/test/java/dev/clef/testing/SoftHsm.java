package dev.clef.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Tokens of SoftHSM2, from Debian's packages, which {@code ./clef test} installs when it may. A
 * stand-in for a hardware module: its keys are files, and so it can be lost and found again.
 */
public final class SoftHsm {

  public static final String PIN = "7351-0042";

  private static final String SO_PIN = "5566778899";
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final String label;
  private final Path pinFile;
  private final Path folder;

  private SoftHsm(String label, Path pinFile, Path folder) {
    this.label = label;
    this.pinFile = pinFile;
    this.folder = folder;
  }

  /** Skips a test, and says so, where there is none. */
  public static void required() {
    boolean there = library().isPresent() && Files.isExecutable(Path.of("/usr/bin/pkcs11-tool"));
    if (!there) {
      System.out.println("SKIPPED: the tests of hardware custody need softhsm2 and opensc.");
    }
    Assumptions.assumeTrue(there, "softhsm2 and opensc are not installed");
  }

  /** The module, where Debian and others put it. */
  public static Optional<Path> library() {
    return Stream.of(
            "/usr/lib/softhsm/libsofthsm2.so",
            "/usr/lib64/softhsm/libsofthsm2.so",
            "/usr/local/lib/softhsm/libsofthsm2.so",
            "/opt/homebrew/lib/softhsm/libsofthsm2.so")
        .map(Path::of)
        .filter(Files::isReadable)
        .findFirst();
  }

  /** A new, empty token. */
  public static SoftHsm token() {
    try {
      Path conf = configuration();
      Path tokens = conf.resolveSibling("tokens");
      Files.createDirectories(tokens);
      Files.writeString(
          conf,
          "directories.tokendir = " + tokens + "\nobjectstore.backend = file\nlog.level = ERROR\n");
      Set<Path> before = folders(tokens);
      String label = "test-" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet();
      Path pinFile = conf.resolveSibling(label + ".pin");
      Files.deleteIfExists(pinFile);
      Files.createFile(
          pinFile,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(pinFile, PIN + "\n");
      run(
          "softhsm2-util",
          "--init-token",
          "--free",
          "--label",
          label,
          "--so-pin",
          SO_PIN,
          "--pin",
          PIN);
      Set<Path> fresh = folders(tokens);
      fresh.removeAll(before);
      return new SoftHsm(label, pinFile, fresh.iterator().next());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the build puts into the environment of the tests. */
  private static Path configuration() {
    String path = System.getenv("SOFTHSM2_CONF");
    if (path == null) {
      throw new IllegalStateException("SOFTHSM2_CONF is not set");
    }
    return Path.of(path);
  }

  public String label() {
    return label;
  }

  public Path pinFile() {
    return pinFile;
  }

  /** The settings of a server that keeps its keys here. */
  public String[] settings() {
    return new String[] {
      "--clef.keys.custodian=pkcs11",
      "--clef.keys.pkcs11.library=" + library().orElseThrow(),
      "--clef.keys.pkcs11.token=" + label,
      "--clef.keys.pkcs11.pin-file=" + pinFile.toAbsolutePath()
    };
  }

  /** What an independent program says. */
  public String tool(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "pkcs11-tool",
                "--module",
                library().orElseThrow().toString(),
                "--token-label",
                label,
                "--login",
                "--pin",
                PIN));
    command.addAll(List.of(arguments));
    return run(command.toArray(String[]::new));
  }

  private static Set<Path> folders(Path tokens) throws IOException {
    try (Stream<Path> all = Files.list(tokens)) {
      return all.collect(Collectors.toCollection(HashSet::new));
    }
  }

  /** Pulls this token out and leaves the others. Undone by running the answer. */
  public Runnable pulledOutAlone() {
    Path away = configuration().resolveSibling("away-alone-" + label);
    move(folder, away);
    return () -> move(away, folder);
  }

  /** Pulls the token out: its files are elsewhere. Undone by running the answer. */
  public Runnable pulledOut() {
    Path tokens = configuration().resolveSibling("tokens");
    Path away = configuration().resolveSibling("away-" + label);
    move(tokens, away);
    return () -> move(away, tokens);
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
