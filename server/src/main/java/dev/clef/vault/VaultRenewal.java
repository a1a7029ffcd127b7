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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
    int damaged = PeopleAtOnce.left(page.people(), person -> stopped || renewed(person));
    if (!stopped) {
      rotation.done(page, damaged);
    }
    return !stopped;
  }

  @Override
  public void destroy() {
    stopped = true;
  }

  /** False when keys or data of the person do not open; reading them says so in the log. */
  private boolean renewed(PersonRef person) {
    try {
      boolean whole = Boolean.TRUE.equals(transaction.execute(status -> renewedLocked(person)));
      if (!whole) {
        log.warn("data of a person does not open: {}", person.personId());
      }
      return whole;
    } catch (KeyUnavailable erased) {
      return true;
    } catch (EnvelopeRejected damaged) {
      log.warn("the keys of a person do not open: {}", person.personId());
      return false;
    }
  }

  private boolean renewedLocked(PersonRef person) {
    if (!store.lock(person)) {
      return true; // erased
    }
    boolean whole = true;
    PersonKey key = keys.lookUp(person);
    List<Row> renewed = new ArrayList<>();
    List<byte[]> ciphertexts = new ArrayList<>();
    try (KeyRing ring = rings.of(key)) {
      for (Row row : store.all(person)) {
        if (!ring.isOlder(row.ciphertext())) {
          continue;
        }
        try {
          ciphertexts.add(again(ring, key, row));
          renewed.add(row);
        } catch (EnvelopeRejected damaged) {
          whole = false; // the other fields are worth it
        }
      }
    }
    if (!renewed.isEmpty()) {
      store.replace(person, renewed, ciphertexts);
      TreeSet<String> names = new TreeSet<>();
      renewed.forEach(row -> names.add(row.name()));
      audit.append(AuditEvent.service("data.key_replaced").fields(names), key);
    }
    return whole;
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
