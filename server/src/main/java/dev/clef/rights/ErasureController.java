package dev.clef.rights;

import dev.clef.audit.LogProblem;
import dev.clef.platform.web.FieldReason;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.openapi.Described;
import dev.clef.subject.SubjectId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Certificates for those who lost theirs: whoever knows the random number may have it, nothing
 * personal is in it. And the erasure of many people, for whoever holds the operator token; {@code
 * ./clef erase} is its client.
 */
@RestController
@RequestMapping("/api/v1/erasures")
class ErasureController {

  private final Certificates certificates;
  private final Erasures erasures;

  ErasureController(Certificates certificates, Erasures erasures) {
    this.certificates = certificates;
    this.erasures = erasures;
  }

  /** The certificate; 202 while the log has not signed its entry yet. */
  @Described(
      value = "The certificate of an erasure; 202 while the log has not signed its entry.",
      problems = {"no_such_certificate", "entry_expired"})
  @GetMapping("/{certificateId}")
  ResponseEntity<ErasureCertificate> certificate(@PathVariable UUID certificateId) {
    if (!certificates.isKnown(certificateId)) {
      throw Problem.of(RightsProblem.NO_SUCH_CERTIFICATE);
    }
    Optional<ErasureCertificate> certificate = certificates.find(certificateId);
    if (certificate.isEmpty() && certificates.isExpired(certificateId)) {
      throw Problem.of(LogProblem.ENTRY_EXPIRED);
    }
    return certificate.map(ResponseEntity::ok).orElseGet(() -> ResponseEntity.accepted().build());
  }

  /** Erases people by their identifiers; whoever was erased before keeps the certificate. */
  @Described(
      value =
          "Erase people, or with dry_run only look who is known. May be repeated: whoever was"
              + " erased before keeps the certificate. Operator.",
      problems = {"invalid_fields", "forbidden"})
  @PostMapping
  ErasedPeople erase(@RequestBody ErasePeople entered) {
    Erasures.Reason reason =
        Erasures.Reason.of(entered.reason())
            .orElseThrow(() -> Problem.field("reason", FieldReason.UNSUPPORTED));
    List<SubjectId> people = subjects(entered.people());
    boolean dryRun = Boolean.TRUE.equals(entered.dryRun());
    Map<SubjectId, UUID> certificates = dryRun ? Map.of() : erasures.erase(people, reason);
    Set<SubjectId> known = dryRun ? erasures.known(people) : certificates.keySet();
    return new ErasedPeople(
        people.stream()
            .map(person ->
                new ErasedPerson(person.value(), known.contains(person), certificates.get(person)))
            .toList());
  }

  private static List<SubjectId> subjects(@Nullable List<UUID> people) {
    if (people == null || people.isEmpty() || people.size() > Erasures.BATCH) {
      throw Problem.field("people", FieldReason.OUT_OF_RANGE);
    }
    if (people.contains(null)) {
      throw Problem.field("people", FieldReason.INVALID);
    }
    return people.stream().distinct().map(SubjectId::new).toList();
  }

  /**
   * Whom to erase.
   *
   * @param reason {@code retention}, {@code request}, {@code unlawful} or {@code order}: GDPR Art.
   *     17(1)
   * @param people their identifiers, at most 500
   * @param dryRun whether only to look who is known
   */
  record ErasePeople(
      @Nullable String reason, @Nullable List<UUID> people, @Nullable Boolean dryRun) {}

  /** What became of each of them, in the order they were named. */
  record ErasedPeople(List<ErasedPerson> people) {}

  /**
   * What became of one.
   *
   * @param known whether there is or was such a person
   * @param certificateId the number of the certificate; null in a dry run and for the unknown
   */
  record ErasedPerson(UUID userId, boolean known, @Nullable UUID certificateId) {}
}
