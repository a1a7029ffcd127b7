package dev.clef.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A time-stamp authority made by openssl, in a folder. */
record OpensslStamps(Path folder) {

  /** Skips the rest of a test, and says so, where there is no openssl. */
  static void required() {
    boolean there = Files.isExecutable(Path.of("/usr/bin/openssl"));
    if (!there) {
      System.out.println("SKIPPED: the tests of time-stamps need openssl.");
    }
    Assumptions.assumeTrue(there, "openssl is not installed");
  }

  /** Makes its certificates. */
  static OpensslStamps in(Path folder) throws IOException {
    required();
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("serial"), "01");
    Files.writeString(
        folder.resolve("tsa.cnf"),
        """
        [ one ]
        serial = serial
        crypto_device = builtin
        signer_cert = signer.pem
        signer_key = signer.key
        signer_digest = sha256
        default_policy = 1.3.6.1.4.1.32473.1
        digests = sha256
        clock_precision_digits = 6
        ess_cert_id_alg = sha256
        [ signer ]
        basicConstraints = critical, CA:FALSE
        keyUsage = critical, digitalSignature
        extendedKeyUsage = critical, timeStamping
        """);
    OpensslStamps made = new OpensslStamps(folder);
    made.run(
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-keyout",
        "root.key",
        "-out",
        "root.pem",
        "-subj",
        "/CN=Root",
        "-days",
        "30");
    made.run(
        "req",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-keyout",
        "signer.key",
        "-out",
        "signer.csr",
        "-subj",
        "/CN=Stamper");
    made.run(
        "x509",
        "-req",
        "-in",
        "signer.csr",
        "-CA",
        "root.pem",
        "-CAkey",
        "root.key",
        "-CAcreateserial",
        "-out",
        "signer.pem",
        "-days",
        "20",
        "-extfile",
        "tsa.cnf",
        "-extensions",
        "signer");
    return made;
  }

  Path root() {
    return folder.resolve("root.pem");
  }

  /** A reply over these bytes. */
  byte[] stamp(byte[] data) throws IOException {
    Files.write(folder.resolve("data"), data);
    run("ts", "-query", "-data", "data", "-sha256", "-cert", "-out", "query");
    run(
        "ts",
        "-reply",
        "-config",
        "tsa.cnf",
        "-section",
        "one",
        "-queryfile",
        "query",
        "-out",
        "reply");
    return Files.readAllBytes(folder.resolve("reply"));
  }

  /** The time of openssl is not ours to set. */
  void waitForAnotherMillisecond() {
    long end = System.nanoTime() + 5_000_000;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  /** Runs openssl; fails the test when it does. */
  void run(String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(words));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      assertThat(process.waitFor()).as(command + ": " + said).isZero();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
