package dev.clef.rights;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * The proof a person keeps: that an erasure is in the signed log. Holds nothing personal, and says
 * what it does not cover. Frozen by a golden file; {@code ./clef verify} checks it without the
 * server.
 *
 * @param stage 1: the keys are destroyed in the live system; 2, once epochs exist: in every backup
 *     too
 * @param custody where the destroyed keys were kept
 * @param event the canonical log event, base64
 * @param eventKey the key under which the leaf commits to the event, base64
 * @param leaf the leaf in the tree, base64
 * @param proof a C2SP tlog-proof
 */
public record ErasureCertificate(
    String format,
    UUID certificateId,
    Instant erasedAt,
    int stage,
    String custody,
    List<String> statement,
    List<String> limits,
    Log log,
    String event,
    String eventKey,
    String leaf,
    String proof) {

  static final String FORMAT = "clef-erasure-certificate-v1";

  static final List<String> STATEMENT =
      List.of(
          "The keys of one person were destroyed; everything that was encrypted under them is unreadable.",
          "The person's index entries, sessions and ciphertexts were deleted; the names are free again.",
          "The entries of the log about the person remain and can no longer be attributed.");

  static final List<String> LIMITS =
      List.of(
          "The keys were kept in software, not in a hardware security module.",
          "Copies of the wrapped keys may remain in the write-ahead log and in backups of the keys database"
              + " until the key epoch they belong to is destroyed.",
          "Systems outside Clef are not covered.");

  /** The log that holds the entry. */
  public record Log(String origin, String vkey) {}
}
