package dev.clef.identity;

import dev.clef.identity.credentials.BrowserKey;
import dev.clef.identity.credentials.DeviceKey;
import dev.clef.identity.credentials.HeldFactors;
import dev.clef.keys.Handover;
import dev.clef.platform.Randomness;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Asks the browser of a sign-in to prove that it is one the person trusts. The question goes out
 * before anybody has said who they are, for the keys this browser has, and is good once and for a
 * minute. An answer is taken with the right password alone. Thread-safe.
 */
final class DeviceKeyProofs {

  /** How many keys a browser answers with: it may be that of several people. */
  static final int MOST_KEYS = 8;

  private static final String TO_SIGN_IN = "device-key-sign-in";
  private static final Duration TIME = Duration.ofMinutes(1);
  private static final int CHALLENGE_BYTES = 32;

  private final FactorStore store;
  private final Handover handover;
  private final Randomness randomness;
  private final Clock clock;

  DeviceKeyProofs(FactorStore store, Handover handover, Randomness randomness, Clock clock) {
    this.store = store;
    this.handover = handover;
    this.randomness = randomness;
    this.clock = clock;
  }

  /** What was asked. */
  private record Question(byte[] challenge, List<UUID> keys) {}

  /**
   * A question to these keys, whosoever they are.
   *
   * @return sealed; it is what is signed
   */
  String ask(List<UUID> keys) {
    String challenge =
        Base64.getUrlEncoder().withoutPadding().encodeToString(randomness.bytes(CHALLENGE_BYTES));
    StringBuilder text = new StringBuilder(challenge);
    keys.forEach(key -> text.append(' ').append(key));
    return handover.seal(TO_SIGN_IN, text.toString(), TIME);
  }

  /**
   * Which of the keys somebody has an answer is of; empty when it is of none.
   *
   * @param answer the question, and for each key its identifier, a colon and the signature,
   *     separated by spaces
   */
  Optional<UUID> proven(HeldFactors held, String answer) {
    String[] parts = answer.split(" ", MOST_KEYS + 2);
    Optional<Question> question = question(parts[0]);
    if (question.isEmpty()) {
      return Optional.empty();
    }
    return Arrays.stream(parts)
        .skip(1)
        .limit(MOST_KEYS)
        .map(part -> part.split(":", 2))
        .filter(part -> part.length == 2)
        .flatMap(part -> proven(held, question.get(), parts[0], part[0], part[1]).stream())
        .findFirst();
  }

  private Optional<UUID> proven(
      HeldFactors held, Question question, String asked, String factorId, String signature) {
    Instant now = clock.instant();
    return uuid(factorId)
        .filter(question.keys()::contains)
        .flatMap(held::deviceKey)
        .filter(key -> isSigned(key, asked, signature))
        .filter(_ -> store.useChallenge(question.challenge(), now.plus(TIME.multipliedBy(2))))
        .map(DeviceKey::factorId)
        .filter(key -> store.useDeviceKey(key, now));
  }

  private static boolean isSigned(DeviceKey key, String asked, String signature) {
    return BrowserKey.stored(key.spki())
        .filter(stored -> stored.signed(BrowserKey.DEVICE_CONTEXT, asked, signature))
        .isPresent();
  }

  private Optional<Question> question(String sealed) {
    return handover
        .open(TO_SIGN_IN, sealed)
        .map(text -> text.split(" ", -1))
        .map(parts ->
            new Question(
                Base64.getUrlDecoder().decode(parts[0]),
                Arrays.stream(parts).skip(1).map(UUID::fromString).toList()));
  }

  private static Optional<UUID> uuid(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException none) {
      return Optional.empty();
    }
  }
}
