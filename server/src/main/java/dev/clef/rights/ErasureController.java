package dev.clef.rights;

import dev.clef.platform.web.Problem;
import dev.clef.platform.web.openapi.Described;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Certificates for those who lost theirs: whoever knows the random number may have it, nothing
 * personal is in it.
 */
@RestController
@RequestMapping("/api/v1/erasures")
class ErasureController {

  private final Certificates certificates;

  ErasureController(Certificates certificates) {
    this.certificates = certificates;
  }

  /** The certificate; 202 while the log has not signed its entry yet. */
  @Described(
      value = "The certificate of an erasure; 202 while the log has not signed its entry.",
      problems = {"no_such_certificate"})
  @GetMapping("/{certificateId}")
  ResponseEntity<ErasureCertificate> certificate(@PathVariable UUID certificateId) {
    if (!certificates.isKnown(certificateId)) {
      throw Problem.of(RightsProblem.NO_SUCH_CERTIFICATE);
    }
    Optional<ErasureCertificate> certificate = certificates.find(certificateId);
    return certificate.map(ResponseEntity::ok).orElseGet(() -> ResponseEntity.accepted().build());
  }
}
