package dev.clef.identity;

import dev.clef.subject.SubjectId;
import java.util.Optional;

/** Accounts, for the modules above. Thread-safe. */
public final class Accounts {

  private final AccountStore store;
  private final SessionStore sessions;

  Accounts(AccountStore store, SessionStore sessions) {
    this.store = store;
    this.sessions = sessions;
  }

  public Optional<Account> find(SubjectId subject) {
    return store.find(subject);
  }

  /** Ends an account and its sessions for good, in the current transaction. */
  public void close(SubjectId subject) {
    store.markErased(subject);
    sessions.endAll(subject);
  }
}
