package dev.clef.rights;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The proof a person keeps: that an erasure is in the signed log. Holds nothing personal, and says
 * what it does not cover. Frozen by a golden file; {@code ./clef verify} checks it without the
 * server.
 *
 * @param erasedAt when this stage was reached
 * @param stage 1: the keys are destroyed in the live system; 2: what backups hold of them does not
 *     open either, because the key of their epoch is destroyed
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

  private static final String DESTROYED =
      "The keys of one person were destroyed; everything that was encrypted under them is unreadable.";

  private static final String DELETED =
      "The person's index entries, sessions and ciphertexts were deleted; the names are free again.";

  private static final String UNLINKED =
      "The entries of the log about the person remain and can no longer be attributed.";

  private static final String IN_NO_BACKUP =
      "Backups, write-ahead logs and replicas of the keys database made before hold those keys only"
          + " under the key of an epoch that is destroyed too.";

  private static final String COPIES_REMAIN =
      "Copies of the wrapped keys may remain in the write-ahead log and in backups of the keys database"
          + " until the key epoch they belong to is destroyed.";

  private static final String SOFTWARE =
      "The keys were kept in software, not in a hardware security module.";

  private static final String KEY_FOLDER =
      "A copy of the key folder made before the epoch was destroyed would still open those backups.";

  private static final String OUTSIDE = "Systems outside Clef are not covered.";

  /** What a certificate of a stage states, in plain sentences. */
  static List<String> statement(int stage) {
    return stage == 1
        ? List.of(DESTROYED, DELETED, UNLINKED)
        : List.of(DESTROYED, IN_NO_BACKUP, DELETED, UNLINKED);
  }

  /** What it does not cover. */
  static List<String> limits(int stage, String custody) {
    List<String> limits = new ArrayList<>();
    if (custody.equals("software")) {
      limits.add(SOFTWARE);
    }
    if (stage == 1) {
      limits.add(COPIES_REMAIN);
    } else if (custody.equals("software")) {
      limits.add(KEY_FOLDER);
    }
    limits.add(OUTSIDE);
    return List.copyOf(limits);
  }

  /** The log that holds the entry. */
  public record Log(String origin, String vkey) {}
}
