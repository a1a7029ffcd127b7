package dev.clef.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A program of our own on the packages of the Go project that read this format: no line of Clef is
 * in what decides. Debian has them as golang-go and golang-golang-x-mod-dev.
 */
final class GoVerifier {

  private static final Path PACKAGES = Path.of("/usr/share/gocode");

  private final Path program;

  private GoVerifier(Path program) {
    this.program = program;
  }

  /** Built in a folder; skips the test where Go or its packages are not installed. */
  static GoVerifier in(Path folder) throws Exception {
    boolean installed =
        Files.isDirectory(PACKAGES.resolve("src/golang.org/x/mod/sumdb/tlog"))
            && Files.isExecutable(Path.of("/usr/bin/go"));
    if (!installed) {
      System.out.println("SKIPPED: golang-go or golang-golang-x-mod-dev is not installed");
    }
    Assumptions.assumeTrue(installed, "golang-go or golang-golang-x-mod-dev is not installed");
    Path source = folder.resolve("verify.go");
    try (var in = GoVerifier.class.getResourceAsStream("/independent/verify.go")) {
      Files.copy(Objects.requireNonNull(in), source);
    }
    Path program = folder.resolve("verify-log");
    ProcessBuilder build =
        new ProcessBuilder("/usr/bin/go", "build", "-o", program.toString(), source.toString());
    build.environment().put("GOPATH", PACKAGES.toString());
    build.environment().put("GO111MODULE", "off");
    build.environment().put("GOFLAGS", "");
    build.environment().put("GOCACHE", folder.resolve("go-cache").toString());
    String said = run(build);
    if (!Files.isExecutable(program)) {
      throw new AssertionError("go build: " + said);
    }
    return new GoVerifier(program);
  }

  /** What it says of a log in a folder, on one line. */
  String verify(Path log, Object key) throws Exception {
    return run(new ProcessBuilder(program.toString(), log.toString(), key.toString())).strip();
  }

  private static String run(ProcessBuilder command) throws IOException, InterruptedException {
    Process process = command.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor(2, TimeUnit.MINUTES);
    return said;
  }
}
