package dev.clef.vault;

import dev.clef.audit.AuditEvent;
import dev.clef.audit.AuditLog;
import dev.clef.keys.DataKeyRotation;
import dev.clef.keys.Envelope;
import dev.clef.keys.EnvelopeContext;
import dev.clef.keys.EnvelopeRejected;
import dev.clef.keys.KeyRing;
import dev.clef.keys.KeyRings;
import dev.clef.keys.KeyUnavailable;
import dev.clef.keys.PersonKey;
import dev.clef.keys.PersonKeys;
import dev.clef.keys.PersonRef;
import dev.clef.vault.VaultStore.Row;
import java.util.Arrays;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Encrypts the fields of people anew who got another data key. Versions stay: the values are the
 * same. Nobody sees plaintext, and each person finds it in the log.
 */
final class VaultRenewal implements DisposableBean {

  private static final Logger log = LoggerFactory.getLogger(VaultRenewal.class);

  private final DataKeyRotation rotation;
  private final VaultStore store;
  private final PersonKeys keys;
  private final KeyRings rings;
  private final Envelope envelope;
  private final AuditLog audit;
  private final TransactionTemplate transaction;
  private final String region;
  private final AtomicBoolean working = new AtomicBoolean();
  private volatile boolean stopped;

  VaultRenewal(
      DataKeyRotation rotation,
      VaultStore store,
      PersonKeys keys,
      KeyRings rings,
      Envelope envelope,
      AuditLog audit,
      TransactionTemplate transaction,
      String region) {
    this.rotation = rotation;
    this.store = store;
    this.keys = keys;
    this.rings = rings;
    this.envelope = envelope;
    this.audit = audit;
    this.transaction = transaction;
    this.region = region;
  }

  /** Works while a rotation runs, on a thread of its own: it may take days. */
  @Scheduled(fixedDelayString = "PT2S", initialDelayString = "PT4S")
  void keep() {
    if (rotation.isRunning() && working.compareAndSet(false, true)) {
      Thread.ofPlatform().name("clef-renewal").daemon().start(this::work);
    }
  }

  /** A page that fails is done again the next time. */
  private void work() {
    try {
      Optional<DataKeyRotation.Page> page = rotation.next();
      while (page.isPresent() && renewed(page.get())) {
        page = rotation.next();
      }
    } catch (RuntimeException e) {
      if (!stopped) {
        log.warn("data keys are replaced later: {}", e.getClass().getSimpleName());
      }
    } finally {
      working.set(false);
    }
  }

  private boolean renewed(DataKeyRotation.Page page) {
    for (PersonRef person : page.people()) {
      if (stopped) {
        return false;
      }
      renew(person);
    }
    rotation.done(page);
    return true;
  }

  @Override
  public void destroy() {
    stopped = true;
  }

  private void renew(PersonRef person) {
    try {
      transaction.executeWithoutResult(status -> renewLocked(person));
    } catch (KeyUnavailable erased) {
      log.debug("A person was erased meanwhile");
    } catch (EnvelopeRejected damaged) {
      log.warn("the keys of a person do not open: {}", person.personId());
    }
  }

  private void renewLocked(PersonRef person) {
    if (!store.lock(person)) {
      return;
    }
    PersonKey key = keys.lookUp(person);
    TreeSet<String> renewed = new TreeSet<>();
    try (KeyRing ring = rings.of(key)) {
      for (Row row : store.all(person)) {
        if (ring.isOlder(row.ciphertext()) && renewed(ring, key, row)) {
          renewed.add(row.name());
        }
      }
    }
    if (!renewed.isEmpty()) {
      audit.append(AuditEvent.service("data.key_replaced").fields(renewed), key);
    }
  }

  private boolean renewed(KeyRing ring, PersonKey key, Row row) {
    try {
      store.replace(key.person(), row, again(ring, key, row));
      return true;
    } catch (EnvelopeRejected damaged) {
      // The person's next read of it refuses and says so in the log.
      log.warn("a field of a person does not open: {}", key.person().personId());
      return false;
    }
  }

  private byte[] again(KeyRing ring, PersonKey key, Row row) {
    EnvelopeContext context =
        new EnvelopeContext(
            region, key.person().tenantId(), key.person().personId(), row.name(), row.version());
    byte[] value = ring.open(context, row.ciphertext());
    try {
      return envelope.seal(key.dataKey(), context, value);
    } finally {
      Arrays.fill(value, (byte) 0);
    }
  }
}
