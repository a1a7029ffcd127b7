package dev.clef.identity;

import dev.clef.audit.AuditEvent;
import dev.clef.audit.AuditLog;
import dev.clef.keys.KeyUnavailable;
import dev.clef.platform.web.Problem;
import dev.clef.subject.Purpose;
import dev.clef.subject.SubjectId;
import dev.clef.vault.AccessDenied;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Signs people in. Unknown names, wrong passwords and accounts without a password get the same
 * answer after the same time: never before the floor, and later ones at a multiple of it.
 */
final class SignIn {

  /** Somebody signed in. */
  record Result(Sessions.Opened session, Set<Duty> duties) {}

  private final Finder finder;
  private final Credentials credentials;
  private final AccountStore accounts;
  private final Sessions sessions;
  private final AuditLog log;
  private final Duration floor;

  SignIn(
      Finder finder,
      Credentials credentials,
      AccountStore accounts,
      Sessions sessions,
      AuditLog log,
      IdentityProperties properties) {
    this.finder = finder;
    this.credentials = credentials;
    this.accounts = accounts;
    this.sessions = sessions;
    this.log = log;
    this.floor = properties.signInFloor();
  }

  /**
   * Signs somebody in.
   *
   * @param name user name or verified e-mail address
   * @param code the code of the authenticator, or null
   * @param device what the browser or app calls itself
   * @param address where the request comes from
   */
  Result signIn(
      String name, String password, @Nullable String code, String device, String address) {
    return evenly(() -> signInNow(name, password, code, device, address));
  }

  private Result signInNow(
      String name, String password, @Nullable String code, String device, String address) {
    Optional<Account> account = finder.find(name).flatMap(accounts::find);
    if (account.isEmpty() || account.get().status() == AccountStatus.ERASED) {
      credentials.checkNobody(password);
      log.appendAlone(AuditEvent.service("sign_in.failed").with("what", "unknown_name"), null);
      throw Problem.of(IdentityProblem.WRONG_CREDENTIALS);
    }
    SubjectId subject = account.get().subject();
    try {
      credentials.check(subject, password, code);
    } catch (AccessDenied | KeyUnavailable erasedMeanwhile) {
      throw Problem.of(IdentityProblem.WRONG_CREDENTIALS);
    }
    switch (account.get().status()) {
      case DISABLED, ERASED -> throw refused(subject, IdentityProblem.ACCOUNT_DISABLED);
      case AWAITING_PARENT -> throw refused(subject, IdentityProblem.PARENT_NEEDED);
      case ACTIVE -> {}
    }
    return new Result(open(subject, device, address), account.get().duties());
  }

  private Sessions.Opened open(SubjectId subject, String device, String address) {
    try {
      return sessions.open(subject, device, address);
    } catch (KeyUnavailable erasedMeanwhile) {
      throw Problem.of(IdentityProblem.WRONG_CREDENTIALS);
    }
  }

  private Problem refused(SubjectId subject, IdentityProblem problem) {
    log.appendAlone(
        AuditEvent.listener("sign_in.refused", Purpose.AUTHENTICATION).with("what", problem.code()),
        credentials.keyOf(subject));
    return Problem.of(problem);
  }

  /**
   * Answers at a multiple of the floor, whatever the outcome. Runs on a virtual thread, which
   * sleeps for nothing.
   */
  private <T> T evenly(Supplier<T> work) {
    long start = System.nanoTime();
    try {
      return work.get();
    } finally {
      long step = Math.max(1, floor.toNanos());
      long spent = System.nanoTime() - start;
      long rest = floor.isZero() ? 0 : step - spent % step;
      try {
        Thread.sleep(Duration.ofNanos(rest));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
