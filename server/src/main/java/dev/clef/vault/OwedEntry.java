package dev.clef.vault;

import dev.clef.audit.AuditEvent;
import dev.clef.audit.AuditLog;
import dev.clef.keys.PersonKey;
import java.util.Map;
import java.util.Set;

/**
 * The entry that a {@linkplain Vault#use use} of plaintext owes the log. Whoever uses the plaintext
 * may say more than that it was read, and may store the entry together with what came of it; what
 * is not stored in this way the vault appends itself. Not thread-safe; good for one use.
 */
public final class OwedEntry {

  private final AuditLog log;
  private final PersonKey key;
  private final Set<String> fields;
  private boolean stored;

  OwedEntry(AuditLog log, PersonKey key, Set<String> fields) {
    this.log = log;
    this.key = key;
    this.fields = fields;
  }

  /** The key of the person the plaintext is about. */
  public PersonKey key() {
    return key;
  }

  /**
   * The entry for another statement to store; say {@link #stored} once that is committed.
   *
   * @param event what came of the use; the fields are added
   * @param personalDetails what only the person's key opens
   */
  public AuditLog.Prepared prepare(AuditEvent event, Map<String, String> personalDetails) {
    return log.prepare(event.fields(fields), key, personalDetails);
  }

  /** The prepared entry is committed. */
  public void stored() {
    stored = true;
  }

  /** Appends the entry now, in a transaction of its own. */
  public void append(AuditEvent event) {
    log.appendAlone(event.fields(fields), key);
    stored = true;
  }

  boolean isOwed() {
    return !stored;
  }
}
