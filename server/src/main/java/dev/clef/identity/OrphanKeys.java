package dev.clef.identity;

import dev.clef.keys.KeysProperties;
import dev.clef.keys.PersonKeys;
import dev.clef.keys.PersonRef;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * The reaper of the two-database protocol: keys commit before accounts, so a crash in between
 * leaves keys and index rows of somebody who never came to be. An end is put in the account's place
 * first; a creator who was merely slow then fails and leaves nothing half made.
 */
final class OrphanKeys {

  private static final Logger LOG = LoggerFactory.getLogger(OrphanKeys.class);
  private static final int BATCH = 1000;

  private final PersonKeys keys;
  private final AccountStore accounts;
  private final KeysProperties properties;
  private final Duration age;
  private final Clock clock;

  OrphanKeys(
      PersonKeys keys,
      AccountStore accounts,
      KeysProperties properties,
      IdentityProperties identity,
      Clock clock) {
    this.keys = keys;
    this.accounts = accounts;
    this.properties = properties;
    this.age = identity.orphanAfter();
    this.clock = clock;
  }

  @Scheduled(fixedDelayString = "PT20S", initialDelayString = "PT10S")
  void run() {
    while (reap(age) == BATCH) {
      Thread.onSpinWait();
    }
  }

  /** Settles keys made more than {@code age} ago; returns how many it looked at. */
  int reap(Duration age) {
    List<PersonRef> candidates = keys.unconfirmed(age, BATCH);
    if (candidates.isEmpty()) {
      return 0;
    }
    List<UUID> ids = candidates.stream().map(PersonRef::personId).toList();
    Set<UUID> orphans =
        new HashSet<>(accounts.fenceAbsent(ids, properties.region(), clock.instant()));
    List<PersonRef> dead =
        candidates.stream().filter(person -> orphans.contains(person.personId())).toList();
    keys.reap(dead);
    keys.confirm(
        candidates.stream().filter(person -> !orphans.contains(person.personId())).toList());
    if (!dead.isEmpty()) {
      LOG.info("Reaped the keys of {} unfinished registrations", dead.size());
    }
    return candidates.size();
  }
}
