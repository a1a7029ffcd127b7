package dev.clef.identity;

import dev.clef.audit.AuditEvent;
import dev.clef.audit.AuditLog;
import dev.clef.identity.credentials.HashingOverloaded;
import dev.clef.keys.EnvelopeRejected;
import dev.clef.keys.KeyUnavailable;
import dev.clef.keys.RolledBack;
import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.FailureTranslator;
import dev.clef.platform.web.Problem;
import dev.clef.vault.AccessDenied;
import dev.clef.vault.DataUnreadable;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * What the exceptions of keys, vault and credentials are to somebody who asks: one uniform error
 * for everything that cannot be read, and nobody signed in when the person is gone.
 */
final class DataProblems implements FailureTranslator {

  private final AccountStore accounts;
  private final AuditLog log;

  DataProblems(AccountStore accounts, AuditLog log) {
    this.accounts = accounts;
    this.log = log;
  }

  @Override
  public @Nullable Problem translate(Throwable failure) {
    return switch (failure) {
      case AccessDenied _ -> isGone() ? gone() : Problem.of(IdentityProblem.ACCESS_DENIED);
      case KeyUnavailable _ when isGone() -> gone();
      case DataUnreadable _ -> Problem.of(IdentityProblem.DATA_UNREADABLE);
      case KeyUnavailable _, EnvelopeRejected _, RolledBack _ -> unreadable();
      case HashingOverloaded overloaded ->
          Problem.retryAfter(CommonProblem.BUSY, overloaded.retryAfter());
      default -> null;
    };
  }

  /** The vault writes the entry for what it finds; what others find first is entered here. */
  private Problem unreadable() {
    log.appendAlone(AuditEvent.service("data.corrupt").with("what", "key"), null);
    return Problem.of(IdentityProblem.DATA_UNREADABLE);
  }

  private static Problem gone() {
    return Problem.of(CommonProblem.NOT_SIGNED_IN);
  }

  /** Whether whoever sent the request was erased since it came in. */
  private boolean isGone() {
    Authentication who = SecurityContextHolder.getContext().getAuthentication();
    return who != null
        && who.getPrincipal() instanceof SignedIn me
        && accounts
            .find(me.subject())
            .map(account -> account.status() == AccountStatus.ERASED)
            .orElse(true);
  }
}
