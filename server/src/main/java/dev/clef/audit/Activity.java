package dev.clef.audit;

import dev.clef.audit.AuditStore.StoredEntry;
import dev.clef.keys.KeyRing;
import dev.clef.keys.KeyRings;
import dev.clef.keys.PersonKey;
import dev.clef.ledger.CanonicalMap;
import dev.clef.ledger.Hash;
import dev.clef.ledger.Leaf;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/** Who opened a person's data, when and why: read with the person's own key. Thread-safe. */
public final class Activity {

  /**
   * One entry.
   *
   * @param event the members of the event: type, actor, purpose, basis, fields, …
   * @param personal the members only the person's key opens
   */
  public record Item(
      UUID entryId, Instant at, Map<String, String> event, Map<String, String> personal) {}

  private final AuditStore store;
  private final EntrySealer sealer;
  private final KeyRings rings;
  private final int monthsBack;
  private final Clock clock;

  /** {@code monthsBack}: how far back there can be entries. */
  Activity(AuditStore store, EntrySealer sealer, KeyRings rings, int monthsBack, Clock clock) {
    this.store = store;
    this.sealer = sealer;
    this.rings = rings;
    this.monthsBack = monthsBack;
    this.clock = clock;
  }

  /**
   * The newest entries about {@code person} before {@code before}, newest first, at most {@code
   * limit}.
   */
  public List<Item> of(PersonKey person, Instant before, int limit) {
    try (KeyRing ring = rings.of(person)) {
      return store.activity(tags(person), before, limit).stream()
          .map(entry -> open(ring, person, entry))
          .toList();
    }
  }

  /** The entry appended at {@code at}; empty when there is none or it is about somebody else. */
  public Optional<Item> find(PersonKey person, UUID entryId, Instant at) {
    if (!store.isUnder(EntrySealer.tag(person, EntrySealer.month(at)), entryId, at)) {
      return Optional.empty();
    }
    try (KeyRing ring = rings.of(person)) {
      return store.entry(entryId, at).map(entry -> open(ring, person, entry));
    }
  }

  /** How many entries about {@code person} each hour of UTC has; hours without one are left out. */
  public Map<Instant, Long> hours(PersonKey person, Instant from, Instant until) {
    return store.hours(tags(person), from, until);
  }

  /** Whether a leaf of the log commits to this entry being about {@code person}. */
  public static boolean isAbout(PersonKey person, Item item, byte[] leaf) {
    byte[] identification = new CanonicalMap(item.personal()).encode();
    return Leaf.decode(leaf).personCommitment().equals(Hash.of(person.commit(identification)));
  }

  /** Removes the index by which these people's entries are found, in the caller's transaction. */
  public void forget(Collection<PersonKey> people) {
    for (YearMonth month : months()) {
      store.forget(month, people.stream().map(person -> EntrySealer.tag(person, month)).toList());
    }
  }

  private Item open(KeyRing ring, PersonKey person, StoredEntry entry) {
    byte[] event = sealer.openEvent(entry).event();
    byte[] sealed = entry.personPart();
    Map<String, String> personal =
        sealed == null
            ? Map.of()
            : sealer.openPerson(ring, person, entry.entryId(), sealed).entries();
    return new Item(entry.entryId(), entry.at(), CanonicalMap.decode(event).entries(), personal);
  }

  /** The last months, and the next: the clock of another node may be ahead. */
  private List<byte[]> tags(PersonKey person) {
    return months().stream().map(month -> EntrySealer.tag(person, month)).toList();
  }

  private List<YearMonth> months() {
    YearMonth last = EntrySealer.month(clock.instant().plus(Duration.ofHours(1)));
    return IntStream.range(0, monthsBack).mapToObj(last::minusMonths).toList();
  }
}
