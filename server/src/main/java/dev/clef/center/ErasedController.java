package dev.clef.center;

import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.pages.Reader;
import dev.clef.platform.web.pages.Words;
import dev.clef.rights.Certificates;
import dev.clef.rights.ErasureCertificate;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** What is left after an erasure: a certificate to keep. */
@Controller
class ErasedController {

  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Certificates certificates;

  ErasedController(Certificates certificates) {
    this.certificates = certificates;
  }

  @GetMapping("/erased/{certificateId}")
  String erased(@PathVariable UUID certificateId, HttpServletRequest request, Model model) {
    if (!certificates.isKnown(certificateId)) {
      throw Problem.of(CommonProblem.NOT_FOUND);
    }
    Optional<ErasureCertificate> certificate = certificates.await(certificateId, PATIENCE);
    model.addAttribute("certificateId", certificateId);
    model.addAttribute("signed", certificate.isPresent());
    model.addAttribute("backups", certificate.map(found -> found.stage() == 2).orElse(false));
    model.addAttribute(
        "erasedOn",
        certificates
            .erasedAt(certificateId)
            .map(at -> Words.date(Reader.of(request), at))
            .orElse(""));
    return "erased";
  }
}
