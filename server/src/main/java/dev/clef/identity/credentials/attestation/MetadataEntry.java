package dev.clef.identity.credentials.attestation;

import java.security.cert.X509Certificate;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the metadata says of one make (FIDO Metadata Service 3.1 §3.1.1).
 *
 * @param roots with which its maker's certificates begin, or those certificates themselves
 */
record MetadataEntry(String description, List<X509Certificate> roots, List<Report> reports) {

  /** Statuses of §3.1.4 after which no new key of the make is taken. */
  private static final Set<String> UNSAFE =
      Set.of(
          "REVOKED",
          "USER_VERIFICATION_BYPASS",
          "ATTESTATION_KEY_COMPROMISE",
          "USER_KEY_REMOTE_COMPROMISE",
          "USER_KEY_PHYSICAL_COMPROMISE");

  /** Those that say how it is certified. "" is: not, or not any more. */
  private static final Map<String, String> CERTIFIED =
      Map.ofEntries(
          Map.entry("NOT_FIDO_CERTIFIED", ""),
          Map.entry("SELF_ASSERTION_SUBMITTED", ""),
          Map.entry("FIDO_CERTIFIED", "1"),
          Map.entry("FIDO_CERTIFIED_L1", "1"),
          Map.entry("FIDO_CERTIFIED_L1plus", "1+"),
          Map.entry("FIDO_CERTIFIED_L2", "2"),
          Map.entry("FIDO_CERTIFIED_L2plus", "2+"),
          Map.entry("FIDO_CERTIFIED_L3", "3"),
          Map.entry("FIDO_CERTIFIED_L3plus", "3+"));

  /**
   * Something that was found out of it (§3.1.3). Statuses we do not know say nothing: servers are
   * to ignore them.
   *
   * @param certificate the batch it is about; null for all of the make
   */
  record Report(
      String status, @Nullable LocalDate effective, @Nullable X509Certificate certificate) {

    private LocalDate since() {
      return effective == null ? LocalDate.MIN : effective;
    }
  }

  MetadataEntry {
    roots = List.copyOf(roots);
    reports = List.copyOf(reports);
  }

  /**
   * Whether no key of it is taken. A firmware that repairs it may exist, and nothing an
   * authenticator says tells which one it has.
   *
   * @param chain of its certificates; empty when it shows none
   */
  boolean isUnsafe(List<X509Certificate> chain) {
    return reports.stream()
        .filter(report -> UNSAFE.contains(report.status()))
        .anyMatch(report -> report.certificate() == null || chain.contains(report.certificate()));
  }

  /** The level that is in force on that day; of reports of one day the highest. */
  @Nullable String certified(LocalDate today) {
    return reports.stream()
        .filter(report -> CERTIFIED.containsKey(report.status()))
        .filter(report -> !report.since().isAfter(today))
        .max(
            Comparator.comparing(Report::since)
                .thenComparing(report -> CERTIFIED.getOrDefault(report.status(), "")))
        .map(report -> CERTIFIED.getOrDefault(report.status(), ""))
        .filter(level -> !level.isEmpty())
        .orElse(null);
  }
}
