package dev.clef.vault;

import dev.clef.audit.AuditLog;
import dev.clef.keys.Envelope;
import dev.clef.keys.EnvelopeContext;
import dev.clef.keys.EnvelopeRejected;
import dev.clef.keys.Heads;
import dev.clef.keys.KeyRing;
import dev.clef.keys.KeyRings;
import dev.clef.keys.KeyUnavailable;
import dev.clef.keys.KeysProperties;
import dev.clef.keys.PersonKey;
import dev.clef.keys.PersonKeys;
import dev.clef.keys.PersonRef;
import dev.clef.subject.SubjectId;
import dev.clef.subject.Tenant;
import dev.clef.subject.Use.Act;
import dev.clef.vault.VaultStore.Row;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The only way to the plaintext of personal data. Every read names its {@link Access}, is checked,
 * leaves one entry in the log that commits with it, and only then decrypts; a {@linkplain #use use}
 * keeps the plaintext to itself until its entry is committed. Thread-safe.
 */
public final class Vault {

  /** What a reader finds changed under its feet is read again this often. */
  private static final int ATTEMPTS = 4;

  private final VaultStore store;
  private final PersonKeys keys;
  private final Envelope envelope;
  private final KeyRings rings;
  private final AuditLog log;
  private final Gate gate;
  private final TransactionTemplate transaction;
  private final String region;

  /** Heads, and the rows read after them. */
  private record Seen(PersonKey key, List<Row> rows) {}

  /** Plaintext whose entry is owed. */
  private record Opened(PersonKey key, Map<String, FieldValue> values) {}

  Vault(
      VaultStore store,
      PersonKeys keys,
      Envelope envelope,
      KeyRings rings,
      AuditLog log,
      Gate gate,
      TransactionTemplate transaction,
      KeysProperties properties) {
    this.store = store;
    this.keys = keys;
    this.envelope = envelope;
    this.rings = rings;
    this.log = log;
    this.gate = gate;
    this.transaction = transaction;
    this.region = properties.region();
  }

  /**
   * Reads fields of a person; fields that hold nothing are left out.
   *
   * @throws AccessDenied when {@code access} does not reach them; the refusal is logged
   * @throws DataUnreadable when a field is damaged, moved or rolled back; that is logged
   * @throws IllegalStateException inside a transaction: the entry must be committed before
   *     plaintext leaves
   */
  public Map<String, FieldValue> read(SubjectId subject, Set<String> fields, Access access) {
    gate.require(subject, fields, access, Act.READ);
    return guarded(
        subject, access, fields, () -> readLogged(keys.get(ref(subject)), fields, access));
  }

  /**
   * Uses fields of a person for a check: the plaintext stays in {@code use}, and the one entry of
   * the call is committed before what came of it leaves, not before the plaintext is seen. When
   * {@code use} ends, in whatever way, without having stored its entry, it is appended as {@code
   * data.read}; when that fails, so does the call.
   *
   * @param use sees the fields that hold something, and the entry it owes
   * @throws AccessDenied when {@code access} does not reach them; the refusal is logged
   * @throws DataUnreadable when a field is damaged, moved or rolled back; that is logged
   */
  public <T> T use(
      SubjectId subject,
      Set<String> fields,
      Access access,
      BiFunction<Map<String, FieldValue>, OwedEntry, T> use) {
    if (access.grant() != null) {
      throw new IllegalArgumentException(
          "staff read: their entry commits before they see anything");
    }
    gate.require(subject, fields, access, Act.READ);
    requireNoTransaction();
    Opened opened =
        guarded(subject, access, fields, () -> readForUse(keys.get(ref(subject)), fields, access));
    OwedEntry owed = new OwedEntry(log, opened.key(), fields);
    try {
      return use.apply(opened.values(), owed);
    } finally {
      if (owed.isOwed()) {
        owed.append(access.event("data.read"));
      }
    }
  }

  private Opened readForUse(PersonKey key, Set<String> fields, Access access) {
    List<Row> rows =
        store
            .read(key.person(), access, fields)
            .orElseThrow(() -> refused(subject(key), access, fields));
    return new Opened(key, open(key, rows, fields, access));
  }

  /** Reads everything about a person but credentials. */
  public Map<String, FieldValue> readAll(SubjectId subject, Access access) {
    gate.require(subject, Fields.PROFILE, access, Act.READ);
    return guarded(
        subject,
        access,
        Fields.PROFILE,
        () -> {
          // Never from memory: the entry lists what is read, and nothing is left out.
          PersonKey key = keys.lookUp(ref(subject));
          Set<String> fields = allButCredentials(key.heads());
          gate.require(subject, fields, access, Act.READ);
          return readLogged(key, fields, access);
        });
  }

  private static Set<String> allButCredentials(Heads heads) {
    Set<String> names = new HashSet<>(heads.confirmed().keySet());
    names.addAll(heads.pending().keySet());
    names.removeIf(Fields::isCredential);
    return names;
  }

  private Map<String, FieldValue> readLogged(PersonKey key, Set<String> fields, Access access) {
    requireNoTransaction();
    AuditLog.Prepared entry = log.prepare(access.event("data.read").fields(fields), key, Map.of());
    List<Row> rows =
        store
            .readLogged(key.person(), access, fields, entry)
            .orElseThrow(() -> refused(subject(key), access, fields));
    return open(key, rows, fields, access);
  }

  /**
   * Decrypts rows whose versions are the newest. The heads are always older than the rows: rows
   * behind them were put back, rows ahead of them mean that a write came in between, and both are
   * looked up again, heads first; the last time while no write can come in between.
   */
  private Map<String, FieldValue> open(
      PersonKey key, List<Row> rows, Set<String> fields, Access access) {
    Seen seen = new Seen(key, rows);
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      switch (judge(seen, fields)) {
        case CURRENT, ANNOUNCED -> {
          return decrypt(seen.key(), seen.rows(), access);
        }
        case ROLLED_BACK -> throw corrupt(seen.key(), access, "rolled_back");
        case AHEAD ->
            seen =
                attempt + 1 < ATTEMPTS
                    ? lookAgain(key.person(), fields, access)
                    : lookAgainLocked(key.person(), fields, access);
      }
    }
    throw corrupt(seen.key(), access, "ahead");
  }

  private Seen lookAgain(PersonRef person, Set<String> fields, Access access) {
    PersonKey key = keys.lookUp(person);
    return store
        .readAgain(person, fields)
        .map(rows -> new Seen(key, rows))
        .orElseThrow(() -> refused(subject(key), access, fields));
  }

  private Seen lookAgainLocked(PersonRef person, Set<String> fields, Access access) {
    Seen seen =
        transaction.execute(
            status -> store.lock(person) ? lookAgain(person, fields, access) : null);
    if (seen == null) {
      throw refused(new SubjectId(person.personId()), access, fields);
    }
    return seen;
  }

  private static Heads.Verdict judge(Seen seen, Set<String> fields) {
    Map<String, Long> stored = new HashMap<>();
    seen.rows().forEach(row -> stored.put(row.name(), row.version()));
    Heads.Verdict worst = Heads.Verdict.CURRENT;
    for (String name : fields) {
      Heads.Verdict verdict = seen.key().heads().judge(name, stored.getOrDefault(name, 0L));
      if (verdict.compareTo(worst) > 0) {
        worst = verdict;
      }
    }
    return worst;
  }

  private Map<String, FieldValue> decrypt(PersonKey key, List<Row> rows, Access access) {
    Map<String, FieldValue> values = new HashMap<>();
    try (KeyRing ring = rings.of(key)) {
      for (Row row : rows) {
        byte[] plain;
        try {
          plain = ring.open(context(key, row.name(), row.version()), row.ciphertext());
        } catch (EnvelopeRejected e) {
          throw corrupt(key, access, row.name());
        }
        // A field that was emptied is stored as an empty value, so that its head goes on counting.
        if (plain.length > 0) {
          values.put(
              row.name(), new FieldValue(plain, row.version(), row.origin(), row.writtenAt()));
        }
      }
    }
    return values;
  }

  /**
   * Encrypts what a module keeps in its own table, bound to the person, {@code field} and {@code
   * record}.
   */
  public byte[] seal(PersonKey key, String field, String record, byte[] value) {
    return envelope.seal(key.dataKey(), context(key, field + "/" + record, 1), value);
  }

  /**
   * Decrypts what {@link #seal} made, many records at once with one entry.
   *
   * @param sealed record to ciphertext
   * @return record to plaintext
   */
  public Map<String, byte[]> open(
      SubjectId subject, String field, Map<String, byte[]> sealed, Access access) {
    gate.require(subject, Set.of(field), access, Act.READ);
    return guarded(
        subject,
        access,
        Set.of(field),
        () -> openLogged(keys.get(ref(subject)), field, sealed, access));
  }

  private Map<String, byte[]> openLogged(
      PersonKey key, String field, Map<String, byte[]> sealed, Access access) {
    requireNoTransaction();
    AuditLog.Prepared entry =
        log.prepare(access.event("data.read").fields(Set.of(field)), key, Map.of());
    if (store.readLogged(key.person(), access, Set.of(), entry).isEmpty()) {
      throw refused(subject(key), access, Set.of(field));
    }
    Map<String, byte[]> values = new HashMap<>();
    try (KeyRing ring = rings.of(key)) {
      sealed.forEach((record, ciphertext) ->
          values.put(record, ring.open(context(key, field + "/" + record, 1), ciphertext)));
    } catch (EnvelopeRejected e) {
      throw corrupt(key, access, field);
    }
    keys.requireLease();
    return values;
  }

  /** Turns trouble with the person's keys, at whatever step, into the two refusals there are. */
  private <T> T guarded(SubjectId subject, Access access, Set<String> fields, Supplier<T> work) {
    try {
      return work.get();
    } catch (EnvelopeRejected e) {
      log.appendAlone(access.event("data.corrupt").with("what", "key"), null);
      throw new DataUnreadable();
    } catch (KeyUnavailable e) {
      throw refused(subject, access, fields);
    }
  }

  private AccessDenied refused(SubjectId subject, Access access, Set<String> fields) {
    return gate.byState(subject, fields, access, Act.READ);
  }

  private DataUnreadable corrupt(PersonKey key, Access access, String what) {
    log.appendAlone(access.event("data.corrupt").with("what", what), key);
    return new DataUnreadable();
  }

  private EnvelopeContext context(PersonKey key, String field, long version) {
    return new EnvelopeContext(
        region, key.person().tenantId(), key.person().personId(), field, version);
  }

  private static SubjectId subject(PersonKey key) {
    return new SubjectId(key.person().personId());
  }

  private static void requireNoTransaction() {
    if (TransactionSynchronizationManager.isActualTransactionActive()) {
      throw new IllegalStateException("a read commits its entry before plaintext leaves");
    }
  }

  static PersonRef ref(SubjectId subject) {
    return new PersonRef(Tenant.DEFAULT.id(), subject.value());
  }
}
