package dev.clef.keys;

import dev.clef.keys.RootKeys.RootKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.scheduling.annotation.Scheduled;

/** Replaces keys while the system serves, and reports it to the log. Thread-safe. */
public final class KeyRotations {

  /** What can be replaced. */
  public enum Rotated {
    /** The root key: every service key is wrapped anew, the old root key destroyed later. */
    ROOT,
    /** The keys of log payloads: new entries are under new ones. */
    AUDIT,
    /** The keys of commitments about nobody. */
    COMMITMENT,
    /** The keys of staff accounts: what is written from now on is under new ones. */
    STAFF,
    /** The data keys of all people: their data is encrypted anew in the background. */
    DATA,
    /** The keys by which people are found: they get rows under new ones in the background. */
    INDEX,
    /** The keys that sign: the old one signs beside the new one for a while. */
    SIGNING;

    /** The name in the API. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** What has this name; empty when nothing has. */
    public static Optional<Rotated> of(@Nullable String code) {
      return Arrays.stream(values()).filter(it -> it.code().equals(code)).findFirst();
    }
  }

  /**
   * How the keys that are no person's stand.
   *
   * @param rootKeys every version, the newest first
   * @param dataKeys the latest rotation of people's data keys
   * @param indexKeys the latest rotation of the keys by which people are found
   */
  public record Status(
      List<RootState> rootKeys,
      List<SigningState> signingKeys,
      List<ServiceKeyState> serviceKeys,
      DataKeyRotation.@Nullable Status dataKeys,
      IndexRotation.@Nullable Status indexKeys) {}

  /** One version of a signing key. */
  public record SigningState(
      String name,
      int version,
      String algorithm,
      String state,
      String custody,
      Instant createdAt,
      @Nullable Instant retiredAt,
      @Nullable Instant destroyedAt) {}

  /** One version of the root key. */
  public record RootState(
      int version,
      String state,
      Instant createdAt,
      @Nullable Instant retiredAt,
      @Nullable Instant destroyedAt) {}

  /**
   * The keys of one kind.
   *
   * @param keys how many there are
   * @param versions how many versions they have together
   * @param newestAt when the newest version was made
   */
  public record ServiceKeyState(String kind, int keys, int versions, Instant newestAt) {}

  private final RootKeyStore store;
  private final RootKeys roots;
  private final RootRotation rotation;
  private final ServiceKeys serviceKeys;
  private final ObjectProvider<KeyEvents> events;
  private final SigningKeys signingKeys;
  private final SigningKeyStore signingStore;
  private final DataKeyRotation dataKeys;
  private final IndexRotation indexKeys;
  private final Duration hold;
  private final Duration signingOverlap;

  KeyRotations(
      RootKeyStore store,
      RootKeys roots,
      RootRotation rotation,
      ServiceKeys serviceKeys,
      SigningKeys signingKeys,
      SigningKeyStore signingStore,
      DataKeyRotation dataKeys,
      IndexRotation indexKeys,
      ObjectProvider<KeyEvents> events,
      Duration hold,
      Duration signingOverlap) {
    this.store = store;
    this.roots = roots;
    this.rotation = rotation;
    this.serviceKeys = serviceKeys;
    this.events = events;
    this.signingKeys = signingKeys;
    this.signingStore = signingStore;
    this.dataKeys = dataKeys;
    this.indexKeys = indexKeys;
    this.hold = hold;
    this.signingOverlap = signingOverlap;
  }

  /** How they stand. */
  public Status status() {
    return new Status(
        roots.all().stream()
            .map(key ->
                new RootState(
                    key.version(), code(key), key.createdAt(), key.retiredAt(), key.destroyedAt()))
            .toList(),
        Arrays.stream(Signer.values())
            .flatMap(signer -> signingKeys.all(signer).stream())
            .map(this::state)
            .toList(),
        store.serviceKeyStates(),
        dataKeys.status().orElse(null),
        indexKeys.status().orElse(null));
  }

  private SigningState state(SigningKey key) {
    return new SigningState(
        key.id().name(),
        key.id().version(),
        key.algorithm().code(),
        key.state().name().toLowerCase(Locale.ROOT),
        key.custody().name().toLowerCase(Locale.ROOT),
        key.createdAt(),
        key.retiredAt(),
        key.destroyedAt());
  }

  /**
   * Replaces a key; comes back when it is done, of data and index keys when it has begun.
   *
   * @throws KeyChangeRefused when another process is at it
   */
  public void rotate(Rotated key) {
    switch (key) {
      case ROOT -> rotation.run();
      case AUDIT -> rotate(ServiceKeyKind.AUDIT);
      case COMMITMENT -> rotate(ServiceKeyKind.COMMITMENT);
      case STAFF -> rotate(ServiceKeyKind.STAFF);
      case DATA -> dataKeys.begin();
      case INDEX -> indexKeys.begin();
      case SIGNING -> Arrays.stream(Signer.values()).forEach(signingKeys::rotate);
    }
    report();
  }

  private void rotate(ServiceKeyKind kind) {
    int keys = serviceKeys.rotate(kind);
    events.ifAvailable(log ->
        log.happened("keys.rotated", Map.of("kind", kind.code(), "keys", Integer.toString(keys))));
  }

  /** Destroys retired keys without waiting any longer. */
  public void destroyRetired() {
    rotation.destroyRetired(Duration.ZERO);
    destroyRetiredSigning(Duration.ZERO);
    report();
    indexKeys.destroyRetired(Duration.ZERO);
  }

  /** What time brings. */
  @Scheduled(fixedDelayString = "PT30S", initialDelayString = "PT6S")
  void keep() {
    rotation.destroyRetired(hold);
    destroyRetiredSigning(signingOverlap);
    report();
    indexKeys.destroyRetired(hold);
  }

  private void destroyRetiredSigning(Duration overlap) {
    for (Signer signer : Signer.values()) {
      signingKeys.destroyRetired(signer, overlap);
    }
  }

  private void report() {
    dataKeys.report();
    indexKeys.report();
    for (RootKey key : store.unreported()) {
      events.ifAvailable(log -> {
        log.happened("keys.root." + code(key), Map.of("version", Integer.toString(key.version())));
        store.reported(key);
      });
    }
    for (SigningKey key : signingStore.unreported()) {
      events.ifAvailable(log -> {
        log.happened("keys.signing." + key.state().name().toLowerCase(Locale.ROOT), details(key));
        signingStore.reported(key);
      });
    }
  }

  /** The public key: whoever trusts the one before finds the next one in the log it signed. */
  private static Map<String, String> details(SigningKey key) {
    return Map.of(
        "name", key.id().name(),
        "algorithm", key.algorithm().code(),
        "version", Integer.toString(key.id().version()),
        "custody", key.custody().name().toLowerCase(Locale.ROOT),
        "public_key", Base64.getEncoder().encodeToString(key.publicKey()));
  }

  private static String code(RootKey key) {
    return key.state().name().toLowerCase(Locale.ROOT);
  }
}
