package dev.clef.identity;

import dev.clef.audit.AuditEvent;
import dev.clef.audit.AuditLog;
import dev.clef.identity.Credentials.Checked;
import dev.clef.identity.credentials.TokenHash;
import dev.clef.identity.credentials.UserName;
import dev.clef.keys.KeyUnavailable;
import dev.clef.platform.web.Problem;
import dev.clef.subject.Purpose;
import dev.clef.subject.SubjectId;
import dev.clef.vault.AccessDenied;
import dev.clef.vault.OwedEntry;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Signs people in. Unknown names, wrong passwords and accounts without a password get the same
 * answer after the same time: never before the floor, and later ones at a multiple of it.
 */
public final class SignIn {

  /** Somebody signed in. */
  public record Result(Sessions.Opened session, Set<Duty> duties) {}

  private final Finder finder;
  private final Credentials credentials;
  private final Passwords passwords;
  private final Sessions sessions;
  private final AuditLog log;
  private final Floor floor;

  SignIn(
      Finder finder,
      Credentials credentials,
      Passwords passwords,
      Sessions sessions,
      AuditLog log,
      IdentityProperties properties) {
    this.finder = finder;
    this.credentials = credentials;
    this.passwords = passwords;
    this.sessions = sessions;
    this.log = log;
    this.floor = new Floor(properties.signInFloor());
  }

  /**
   * Under what sign-ins with a name are counted: not the name itself, and the same for all ways to
   * write it.
   */
  public static String limitKey(String name) {
    return HexFormat.of().formatHex(TokenHash.of(UserName.lookupKey(name)));
  }

  /**
   * Signs somebody in.
   *
   * @param name user name or verified e-mail address
   * @param more what came beside the password
   * @param device what the browser or app calls itself
   * @param address where the request comes from
   */
  public Result signIn(
      String name, String password, SecondStep more, String device, String address) {
    return floor.evenly(() -> attempt(name, password, more, device, address, Proof.PASSWORD));
  }

  /**
   * Likewise, for whoever has entered a code that came by mail a moment ago, to make this account.
   */
  public Result signInMailed(String name, String password, String device, String address) {
    return floor.evenly(
        () -> attempt(name, password, SecondStep.NONE, device, address, Proof.MAIL_CODE));
  }

  /**
   * Like {@link #signIn}, in no even time: only where nobody waits for the answer who could measure
   * it.
   */
  public Result attempt(
      String name, String password, @Nullable String code, String device, String address) {
    return attempt(name, password, SecondStep.code(code), device, address, Proof.PASSWORD);
  }

  private Result attempt(
      String name, String password, SecondStep more, String device, String address, Proof also) {
    Optional<SubjectId> subject = finder.find(name);
    if (subject.isEmpty()) {
      credentials.checkNobody(password);
      log.appendAlone(AuditEvent.service("sign_in.failed").with("what", "unknown_name"), null);
      throw Problem.of(IdentityProblem.WRONG_CREDENTIALS);
    }
    try {
      return credentials.checkThen(
          subject.get(),
          password,
          more,
          (owed, checked) -> {
            passwords.demandNewIfBreached(subject.get(), password);
            return open(subject.get(), checked.with(also), device, address, owed);
          });
    } catch (AccessDenied | KeyUnavailable erasedMeanwhile) {
      credentials.checkNobody(password);
      throw Problem.of(IdentityProblem.WRONG_CREDENTIALS);
    }
  }

  /** Opens a session for whoever just proved to be {@code subject}. */
  Result open(SubjectId subject, Checked checked, String device, String address, OwedEntry owed) {
    return switch (sessions.open(subject, checked, device, address, owed)) {
      case Sessions.Opened opened -> new Result(opened, opened.duties());
      case Sessions.Overtaken _ -> throw Problem.of(IdentityProblem.WRONG_CREDENTIALS);
      case Sessions.Refused refused ->
          throw switch (refused.status()) {
            case DISABLED -> refused(owed, IdentityProblem.ACCOUNT_DISABLED);
            case AWAITING_PARENT -> refused(owed, IdentityProblem.PARENT_NEEDED);
            case ERASED, ACTIVE -> Problem.of(IdentityProblem.WRONG_CREDENTIALS);
          };
    };
  }

  private static Problem refused(OwedEntry owed, IdentityProblem problem) {
    owed.append(
        AuditEvent.listener("sign_in.refused", Purpose.AUTHENTICATION)
            .with("what", problem.code()));
    return Problem.of(problem);
  }
}
