package dev.clef.staff;

import dev.clef.keys.Custody;
import dev.clef.keys.CustodyFigures.Holder;
import dev.clef.keys.EpochKeeper;
import dev.clef.keys.KeyRotations;
import dev.clef.rights.ErasureFigures;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the keys stand, about nobody in particular.
 *
 * @param at when it was looked
 * @param custody of all holders together
 * @param strict whether a custodian is asked for every look-up of a person's keys
 * @param stored what the keys database says; null when it does not answer
 */
record KeysFigures(
    Instant at,
    Custody custody,
    List<Holder> holders,
    boolean strict,
    String region,
    ErasureFigures.Stages erasures,
    @Nullable Stored stored) {

  /** Epochs, and the keys that are no epoch's. */
  record Stored(EpochKeeper.Status epochs, KeyRotations.Status rotations) {}
}
