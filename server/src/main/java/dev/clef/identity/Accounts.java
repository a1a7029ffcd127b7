package dev.clef.identity;

import dev.clef.subject.SubjectId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** Accounts, for the modules above. Thread-safe. */
public final class Accounts {

  private final AccountStore store;
  private final SessionStore sessions;
  private final FactorStore factors;
  private final CodeStore codes;

  Accounts(AccountStore store, SessionStore sessions, FactorStore factors, CodeStore codes) {
    this.store = store;
    this.sessions = sessions;
    this.factors = factors;
    this.codes = codes;
  }

  public Optional<Account> find(SubjectId subject) {
    return store.find(subject);
  }

  /** Stores new accounts in the current transaction. */
  public void insert(Collection<Account> accounts) {
    store.copy(accounts);
  }

  /** How many people there are, by the code of every status. */
  public Map<String, Long> countByStatus() {
    Map<String, Long> counts = new TreeMap<>();
    for (AccountStatus status : AccountStatus.values()) {
      counts.put(status.code(), 0L);
    }
    counts.putAll(store.countByStatus());
    return counts;
  }

  /** Of these people, those that have an account, ended ones too. */
  public Set<UUID> existing(Collection<UUID> people) {
    return store.existing(people);
  }

  /**
   * Puts an end in the place of accounts that never came, so that whoever is still about to create
   * one fails.
   *
   * @return those of {@code people} that have no account
   */
  public List<UUID> fenceAbsent(Collection<UUID> people, String region, Instant at) {
    return store.fenceAbsent(people, region, at);
  }

  /** Switches an active account off. */
  public void disable(SubjectId subject) {
    store.disable(subject);
  }

  /**
   * Ends every session, code and invitation of everybody, staff included, in the current
   * transaction: the database was restored, and what had ended since is back in it.
   */
  public void endEverySession() {
    store.endEverySession();
  }

  /**
   * Holds a session until the current transaction ends: it can end only after that.
   *
   * @return false when it has ended already
   */
  public boolean hold(SignedIn me) {
    return sessions.hold(me.subject(), me.sessionId());
  }

  /** Of these people, those who have an account. */
  public Set<SubjectId> present(Collection<SubjectId> subjects) {
    return store.present(subjects);
  }

  /** Ends accounts, their sessions and codes for good, in the current transaction. */
  public void close(Collection<SubjectId> subjects) {
    store.markErased(subjects);
    sessions.delete(subjects);
    factors.delete(subjects);
    codes.forget(subjects);
  }
}
