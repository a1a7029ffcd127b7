package dev.clef.audit;

import dev.clef.audit.AuditStore.StoredEntry;
import dev.clef.keys.DataKey;
import dev.clef.keys.Envelope;
import dev.clef.keys.EnvelopeContext;
import dev.clef.keys.KeyRing;
import dev.clef.keys.KeysProperties;
import dev.clef.keys.PersonKey;
import dev.clef.keys.ServiceKeyKind;
import dev.clef.keys.ServiceKeys;
import dev.clef.ledger.CanonicalMap;
import dev.clef.platform.Randomness;
import dev.clef.subject.Tenant;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Seals and opens the two parts of a log entry. Frozen by golden files.
 *
 * <p>The event part holds the 32-byte key of the leaf's event commitment, then the canonical event,
 * under the audit key of the month, or of its shelf once the month is over. The person part holds
 * the canonical identification with a nonce, under the person's data key.
 */
class EntrySealer {

  static final int EVENT_KEY_BYTES = 32;
  private static final int NONCE_BYTES = 16;
  private static final int TAG_BYTES = 16;
  private static final String EVENT = "audit.event";
  private static final String PERSON = "audit.person";

  private final Envelope envelope;
  private final ServiceKeys serviceKeys;
  private final Randomness randomness;
  private final String region;

  EntrySealer(
      Envelope envelope, ServiceKeys serviceKeys, Randomness randomness, KeysProperties keys) {
    this.envelope = envelope;
    this.serviceKeys = serviceKeys;
    this.randomness = randomness;
    this.region = keys.region();
  }

  byte[] newEventKey() {
    return randomness.bytes(EVENT_KEY_BYTES);
  }

  byte[] sealEvent(UUID entryId, Instant at, byte[] eventKey, byte[] event) {
    return sealEvent(entryId, keyName(month(at), null), eventKey, event);
  }

  /** The entry as it stands on a shelf: the event under the shelf's key, the rest as it was. */
  StoredEntry moved(StoredEntry entry, OpenedEvent opened, String shelf) {
    byte[] sealed =
        sealEvent(
            entry.entryId(), keyName(month(entry.at()), shelf), opened.eventKey(), opened.event());
    return new StoredEntry(entry.entryId(), entry.at(), sealed, entry.personPart(), shelf);
  }

  /** The name of an audit key: {@code 2026-11}, or {@code 2026-11/proof} for a shelf. */
  static String keyName(YearMonth month, @Nullable String shelf) {
    return shelf == null ? month.toString() : month + "/" + shelf;
  }

  private byte[] sealEvent(UUID entryId, String keyName, byte[] eventKey, byte[] event) {
    byte[] both = Arrays.copyOf(eventKey, EVENT_KEY_BYTES + event.length);
    System.arraycopy(event, 0, both, EVENT_KEY_BYTES, event.length);
    DataKey key = serviceKeys.get(ServiceKeyKind.AUDIT, keyName);
    return envelope.seal(key, context(entryId, EVENT), both);
  }

  OpenedEvent openEvent(StoredEntry entry) {
    byte[] sealed = entry.eventPart();
    DataKey key =
        serviceKeys.get(ServiceKeyKind.AUDIT, keyName(month(entry.at()), entry.shelf()), sealed);
    byte[] both = envelope.open(key, context(entry.entryId(), EVENT), sealed);
    return new OpenedEvent(
        Arrays.copyOf(both, EVENT_KEY_BYTES),
        Arrays.copyOfRange(both, EVENT_KEY_BYTES, both.length));
  }

  /** Whether there is no such key as the entry says it is sealed under; not that it is damaged. */
  boolean isKeyMissing(StoredEntry entry) {
    return !serviceKeys.isThere(
        ServiceKeyKind.AUDIT, keyName(month(entry.at()), entry.shelf()), entry.eventPart());
  }

  /**
   * The canonical bytes of what identifies the person; a nonce makes each one unguessable even to
   * who knows the rest.
   */
  byte[] identification(PersonKey person, UUID entryId, Map<String, String> details) {
    Map<String, String> members = new HashMap<>(details);
    members.put("entry", entryId.toString());
    members.put("person", person.person().personId().toString());
    members.put("nonce", HexFormat.of().formatHex(randomness.bytes(NONCE_BYTES)));
    return new CanonicalMap(members).encode();
  }

  byte[] sealPerson(PersonKey person, UUID entryId, byte[] identification) {
    return envelope.seal(person.dataKey(), personContext(person, entryId), identification);
  }

  /** Entries stay under the data key of their time. */
  CanonicalMap openPerson(KeyRing ring, PersonKey person, UUID entryId, byte[] sealed) {
    return CanonicalMap.decode(ring.open(personContext(person, entryId), sealed));
  }

  /**
   * Under what a person's entries of a month are found; unlinkable to the person without the
   * commitment key.
   */
  static byte[] tag(PersonKey person, YearMonth month) {
    byte[] message = ("clef-activity-v1|" + month).getBytes(StandardCharsets.US_ASCII);
    return Arrays.copyOf(person.commit(message), TAG_BYTES);
  }

  static YearMonth month(Instant at) {
    return YearMonth.from(at.atZone(ZoneOffset.UTC));
  }

  /** The second commitment of an entry about nobody. */
  byte[] tenantCommitment(UUID entryId) {
    return serviceKeys.hmac(
        ServiceKeyKind.COMMITMENT,
        Tenant.DEFAULT.id(),
        entryId.toString().getBytes(StandardCharsets.US_ASCII));
  }

  private EnvelopeContext context(UUID entryId, String field) {
    return new EnvelopeContext(region, Tenant.DEFAULT.id(), entryId, field, 1);
  }

  private EnvelopeContext personContext(PersonKey person, UUID entryId) {
    return new EnvelopeContext(
        region, person.person().tenantId(), person.person().personId(), PERSON + "/" + entryId, 1);
  }

  /** The key of the event commitment, and the canonical event it commits to. */
  record OpenedEvent(byte[] eventKey, byte[] event) {}
}
