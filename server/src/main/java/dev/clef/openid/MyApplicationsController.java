package dev.clef.openid;

import dev.clef.identity.SignedIn;
import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.openapi.Described;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The applications somebody signs in to. */
@RestController
@RequestMapping("/api/v1/me/applications")
class MyApplicationsController {

  private final Applications applications;

  MyApplicationsController(Applications applications) {
    this.applications = applications;
  }

  /** Which they are. */
  @Described(
      value = "The applications you allowed something or are signed in to, by name.",
      problems = {"not_signed_in", "action_required"})
  @GetMapping
  All all(@AuthenticationPrincipal SignedIn me) {
    me.withoutDuties();
    return new All(applications.of(me.subject()));
  }

  /** Ends what one of them may. */
  @Described(
      value =
          "Take back what you allowed an application and sign out of it: its tokens are good no"
              + " more, and it asks again next time.",
      problems = {"not_signed_in", "not_found"})
  @DeleteMapping("/{clientId}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void withdraw(@AuthenticationPrincipal SignedIn me, @PathVariable String clientId) {
    if (!applications.withdraw(me.subject(), clientId)) {
      throw Problem.of(CommonProblem.NOT_FOUND);
    }
  }

  /** Applications. */
  record All(List<Applications.Application> items) {}
}
