package dev.clef.keys;

import dev.clef.platform.web.FieldReason;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.openapi.Described;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The keys, for whoever holds the operator token; {@code ./clef keys} is its client. */
@RestController
@RequestMapping("/api/v1/keys")
class KeysController {

  private final EpochKeeper keeper;
  private final KeyRotations rotations;

  KeysController(EpochKeeper keeper, KeyRotations rotations) {
    this.keeper = keeper;
    this.rotations = rotations;
  }

  /** Custody, epochs and the change under way. */
  @Described(
      value = "Custody, epochs and the change under way. Operator.",
      problems = {"forbidden"})
  @GetMapping
  EpochKeeper.Status status() {
    return keeper.status();
  }

  /** Begins the next epoch, or goes on with an interrupted change. */
  @Described(
      value =
          "Begin the next epoch, or go on with an interrupted change; GET tells how far it is."
              + " Operator.",
      problems = {"epoch_changing", "forbidden"})
  @PostMapping("/epochs")
  @ResponseStatus(HttpStatus.ACCEPTED)
  EpochKeeper.Status begin(@RequestBody NextEpoch entered) {
    if (!keeper.begin(Boolean.TRUE.equals(entered.leaveDamaged()))) {
      throw Problem.of(KeysProblem.EPOCH_CHANGING);
    }
    return keeper.status();
  }

  /** Destroys retired epochs and root keys now. */
  @Described(
      value = "Destroy retired epochs and root keys now instead of after their time. Operator.",
      problems = {"forbidden"})
  @PostMapping("/retired/destroy")
  EpochKeeper.Status destroyRetired() {
    keeper.destroyRetired();
    rotations.destroyRetired();
    return keeper.status();
  }

  /** The keys that are no epoch's. */
  @Described(
      value =
          "The root keys, the keys of the service and the latest rotations of data and index keys."
              + " Operator.",
      problems = {"forbidden"})
  @GetMapping("/rotations")
  KeyRotations.Status rotations() {
    return rotations.status();
  }

  /** Replaces a key; people's data keys and those they are found by in the background. */
  @Described(
      value =
          "Replace the root key, the keys of the service, people's data keys or the keys they are"
              + " found by; of the last two GET tells how far it is. Operator.",
      problems = {"invalid_fields", "key_changing", "forbidden"})
  @PostMapping("/rotations")
  KeyRotations.Status rotate(@RequestBody Rotation entered) {
    KeyRotations.Rotated key =
        KeyRotations.Rotated.of(entered.key())
            .orElseThrow(() -> Problem.field("key", FieldReason.UNSUPPORTED));
    try {
      rotations.rotate(key);
    } catch (KeyChangeRefused e) {
      throw Problem.of(KeysProblem.KEY_CHANGING);
    }
    return rotations.status();
  }

  /**
   * How to change.
   *
   * @param leaveDamaged whether people whose keys do not open any more stay behind
   */
  record NextEpoch(@Nullable Boolean leaveDamaged) {}

  /**
   * What to replace.
   *
   * @param key {@code root}, {@code signing}, {@code audit}, {@code commitment}, {@code staff},
   *     {@code data} or {@code index}
   */
  record Rotation(@Nullable String key) {}
}
