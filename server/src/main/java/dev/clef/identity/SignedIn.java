package dev.clef.identity;

import dev.clef.platform.web.Problem;
import dev.clef.subject.SubjectId;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.springframework.security.core.AuthenticatedPrincipal;

/**
 * The person behind a request: the principal of a session.
 *
 * @param authenticatedAt when the person last proved who they are
 * @param proofs with what, each with its time
 * @param duties what stands between the person and everything else
 */
public record SignedIn(
    SubjectId subject, UUID sessionId, Instant authenticatedAt, Proofs proofs, Set<Duty> duties)
    implements AuthenticatedPrincipal {

  /** Proofs given within this are of one time. */
  private static final Duration TOGETHER = Duration.ofMinutes(5);

  /**
   * Somebody who granted something while signed in, as it was remembered.
   *
   * @param proofs what {@link Proofs#stored} said then; empty when it is not known
   */
  public static SignedIn remembered(
      SubjectId subject, UUID sessionId, Instant authenticatedAt, String proofs) {
    return new SignedIn(
        subject,
        sessionId,
        authenticatedAt,
        proofs.isEmpty() ? Proofs.NONE : Proofs.parse(proofs, authenticatedAt),
        Set.of());
  }

  /** What was proven when they last proved who they are; what they proved before that is older. */
  public Proofs latest() {
    return proofs.since(authenticatedAt.minus(TOGETHER));
  }

  /** The identifier of the person, never a name. */
  @Override
  public String getName() {
    return subject.toString();
  }

  /**
   * Refuses everything but what settles the duties.
   *
   * @throws Problem {@code action_required}
   */
  public SignedIn withoutDuties() {
    if (!duties.isEmpty()) {
      throw Problem.of(IdentityProblem.ACTION_REQUIRED);
    }
    return this;
  }
}
