package dev.clef.vault;

import dev.clef.audit.AuditEvent;
import dev.clef.audit.AuditLog;
import dev.clef.keys.EnvelopeContext;
import dev.clef.keys.EnvelopeRejected;
import dev.clef.keys.Heads;
import dev.clef.keys.IndexEntry;
import dev.clef.keys.IndexRotation;
import dev.clef.keys.KeyRing;
import dev.clef.keys.KeyRings;
import dev.clef.keys.KeyUnavailable;
import dev.clef.keys.PersonKey;
import dev.clef.keys.PersonKeys;
import dev.clef.keys.PersonRef;
import dev.clef.keys.RolledBack;
import dev.clef.vault.VaultStore.Row;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Reads what people are found by when the index keys are replaced, and gives them rows under the
 * new ones. The values go nowhere else, and each person finds it in the log.
 */
final class IndexRenewal implements DisposableBean {

  private static final Logger log = LoggerFactory.getLogger(IndexRenewal.class);

  private final IndexRotation rotation;
  private final IndexedNames names;
  private final VaultStore store;
  private final PersonKeys keys;
  private final KeyRings rings;
  private final AuditLog audit;
  private final TransactionTemplate transaction;
  private final String region;
  private final AtomicBoolean working = new AtomicBoolean();
  private volatile boolean stopped;

  IndexRenewal(
      IndexRotation rotation,
      IndexedNames names,
      VaultStore store,
      PersonKeys keys,
      KeyRings rings,
      AuditLog audit,
      TransactionTemplate transaction,
      String region) {
    this.rotation = rotation;
    this.names = names;
    this.store = store;
    this.keys = keys;
    this.rings = rings;
    this.audit = audit;
    this.transaction = transaction;
    this.region = region;
  }

  /** Works while a rotation runs, on a thread of its own: it may take days. */
  @Scheduled(fixedDelayString = "PT2S", initialDelayString = "PT5S")
  void keep() {
    if (rotation.isRunning() && working.compareAndSet(false, true)) {
      Thread.ofPlatform().name("clef-index").daemon().start(this::work);
    }
  }

  /** A page that fails is done again the next time. */
  private void work() {
    try {
      rotation.alone(this::workAlone);
    } catch (RuntimeException e) {
      if (!stopped) {
        log.warn("index keys are replaced later: {}", e.getClass().getSimpleName());
      }
    } finally {
      working.set(false);
    }
  }

  private void workAlone() {
    Optional<IndexRotation.Page> page = rotation.next();
    while (page.isPresent() && renewed(page.get())) {
      page = rotation.next();
    }
  }

  private boolean renewed(IndexRotation.Page page) {
    int leftOver = PeopleAtOnce.left(page.people(), person -> stopped || renewed(page, person));
    if (!stopped) {
      rotation.done(page, leftOver);
    }
    return !stopped;
  }

  @Override
  public void destroy() {
    stopped = true;
  }

  /**
   * False when the names of the person cannot be read, or there is no account: not yet, or erased.
   */
  private boolean renewed(IndexRotation.Page page, PersonRef person) {
    try {
      // What was read is in the log before anything comes of it.
      List<IndexEntry> entries = transaction.execute(status -> entries(person));
      return entries != null && rotation.replace(page, person, entries);
    } catch (KeyUnavailable erased) {
      return false;
    } catch (EnvelopeRejected | RolledBack damaged) {
      log.warn("what a person is found by cannot be read: {}", person.personId());
      return false;
    }
  }

  private @Nullable List<IndexEntry> entries(PersonRef person) {
    if (!store.lock(person)) {
      return null;
    }
    PersonKey key = keys.lookUp(person);
    if (!key.heads().pending().isEmpty()) {
      keys.settle(person, store.versions(person));
      key = keys.lookUp(person);
    }
    List<IndexEntry> entries = names.entries(values(key));
    audit.append(AuditEvent.service("data.index_key_replaced").fields(names.fields()), key);
    return entries;
  }

  private Map<String, String> values(PersonKey key) {
    Set<String> wanted = names.fields();
    Map<String, Row> rows = new HashMap<>();
    store
        .readAgain(key.person(), wanted)
        .orElseThrow(() -> new KeyUnavailable("erased"))
        .forEach(row -> rows.put(row.name(), row));
    Map<String, String> values = new HashMap<>();
    try (KeyRing ring = rings.of(key)) {
      for (String name : wanted) {
        Row row = rows.get(name);
        if (key.heads().judge(name, row == null ? 0 : row.version()) != Heads.Verdict.CURRENT) {
          throw new RolledBack();
        }
        if (row != null) {
          value(ring, key, row).ifPresent(value -> values.put(name, value));
        }
      }
    }
    return values;
  }

  /** A field that was emptied is stored as an empty value. */
  private Optional<String> value(KeyRing ring, PersonKey key, Row row) {
    PersonRef person = key.person();
    byte[] utf8 =
        ring.open(
            new EnvelopeContext(
                region, person.tenantId(), person.personId(), row.name(), row.version()),
            row.ciphertext());
    try {
      return utf8.length == 0
          ? Optional.empty()
          : Optional.of(new String(utf8, StandardCharsets.UTF_8));
    } finally {
      Arrays.fill(utf8, (byte) 0);
    }
  }
}
