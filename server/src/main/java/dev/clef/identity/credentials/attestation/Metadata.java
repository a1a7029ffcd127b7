package dev.clef.identity.credentials.attestation;

import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A FIDO metadata file whose signature was checked: what its maker says of each make of
 * authenticator. Immutable.
 */
public final class Metadata {

  private static final UUID NOBODY = new UUID(0, 0);

  private final long number;
  private final LocalDate nextUpdate;
  private final Map<UUID, MetadataEntry> models;
  private final Map<String, MetadataEntry> keys;

  /**
   * As read.
   *
   * @param models by AAGUID
   * @param keys of U2F, which has no AAGUID: by the identifier of the attestation key, in hex
   */
  Metadata(
      long number,
      LocalDate nextUpdate,
      Map<UUID, MetadataEntry> models,
      Map<String, MetadataEntry> keys) {
    this.number = number;
    this.nextUpdate = nextUpdate;
    this.models = Map.copyOf(models);
    this.keys = Map.copyOf(keys);
  }

  /** Each file has a higher one than those before. */
  public long number() {
    return number;
  }

  /** The day the next file is there at the latest. */
  public LocalDate nextUpdate() {
    return nextUpdate;
  }

  public boolean isOutOfDate(LocalDate today) {
    return today.isAfter(nextUpdate);
  }

  /** How many makes it knows. */
  public int size() {
    return models.size() + keys.size();
  }

  Optional<MetadataEntry> model(UUID aaguid) {
    return aaguid.equals(NOBODY) ? Optional.empty() : Optional.ofNullable(models.get(aaguid));
  }

  Optional<MetadataEntry> key(String identifier) {
    return Optional.ofNullable(keys.get(identifier));
  }
}
