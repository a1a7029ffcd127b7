package dev.clef.staff;

import dev.clef.keys.CustodyFigures;
import dev.clef.keys.EpochKeeper;
import dev.clef.keys.KeyRotations;
import dev.clef.keys.KeysProperties;
import dev.clef.rights.ErasureFigures;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;

/** Looks at the keys; it begins, changes and ends none. Thread-safe. */
final class KeysOverview {

  private final CustodyFigures custody;
  private final KeysProperties properties;
  private final EpochKeeper keeper;
  private final KeyRotations rotations;
  private final ErasureFigures erasures;
  private final Clock clock;

  KeysOverview(
      CustodyFigures custody,
      KeysProperties properties,
      EpochKeeper keeper,
      KeyRotations rotations,
      ErasureFigures erasures,
      Clock clock) {
    this.custody = custody;
    this.properties = properties;
    this.keeper = keeper;
    this.rotations = rotations;
    this.erasures = erasures;
    this.clock = clock;
  }

  KeysFigures now() {
    return new KeysFigures(
        clock.instant(),
        custody.custody(),
        custody.holders(),
        properties.strict(),
        properties.region(),
        erasures.stages(),
        stored());
  }

  private KeysFigures.@Nullable Stored stored() {
    try {
      return new KeysFigures.Stored(keeper.status(), rotations.status());
    } catch (DataAccessException away) {
      return null;
    }
  }
}
