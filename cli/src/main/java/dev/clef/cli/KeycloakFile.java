package dev.clef.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What a first reading of an export finds out: its digest, and the names of its realms, which may
 * stand after their users.
 *
 * @param sha256 in hexadecimal
 * @param realms one for each realm of the file, in its order; most files hold one
 * @param federated entries of {@code federatedUsers}, which belong to another directory
 */
record KeycloakFile(Path path, long bytes, String sha256, List<String> realms, long federated)
    implements ImportFile {

  /** 1 MiB: fewer and larger reads than the parser would ask for. */
  private static final int BUFFER_BYTES = 1 << 20;

  /**
   * Reads the file once from end to end.
   *
   * @throws CliException when it is no export: no JSON at all, or no realm
   * @throws IOException when it cannot be read
   */
  static KeycloakFile read(Path path) throws IOException {
    MessageDigest digest = Sha256.digest();
    List<String> realms;
    long federated;
    Optional<ImportStop.Malformed> malformed;
    try (InputStream in = new DigestInputStream(open(path), digest)) {
      UserReader reader = new UserReader(in, List.of());
      while (reader.next()) {
        reader.skip();
      }
      realms = reader.realms();
      federated = reader.federated();
      malformed = reader.malformed();
      in.transferTo(OutputStream.nullOutputStream());
    }
    if (realms.isEmpty() || realms.contains("")) {
      throw CliException.failed(
          malformed
                  .map(bad -> bad.problem() + "; no realm stands before it")
                  .orElse("this is no realm export of Keycloak: it names no realm")
              + "; nothing was imported");
    }
    String sha256 = HexFormat.of().formatHex(digest.digest());
    return new KeycloakFile(path, Files.size(path), sha256, realms, federated);
  }

  @Override
  public String source() {
    return "keycloak";
  }

  @Override
  public String jobSha256() {
    return sha256;
  }

  @Override
  public UserReader records() throws IOException {
    return new UserReader(open(path), realms);
  }

  private static InputStream open(Path path) throws IOException {
    return new BufferedInputStream(Files.newInputStream(path), BUFFER_BYTES);
  }
}
