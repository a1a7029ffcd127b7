package dev.clef.keys;

import dev.clef.platform.Randomness;
import dev.clef.subject.Tenant;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * Text that goes out with a page and comes back with the next form, minutes later and maybe to
 * another node: sealed (AES-256-GCM), for one purpose, for a short time. Nothing is stored.
 * Thread-safe.
 */
public final class Handover {

  private static final String KEY = "handover";
  private static final String NAME = Tenant.DEFAULT.id() + "." + KEY;

  private final ServiceKeys keys;
  private final Randomness randomness;
  private final Clock clock;

  Handover(ServiceKeys keys, Randomness randomness, Clock clock) {
    this.keys = keys;
    this.randomness = randomness;
    this.clock = clock;
  }

  /**
   * Seals a text.
   *
   * @param purpose what it may be opened for, for example {@code sign-in}
   * @return base64url without padding
   */
  public String seal(String purpose, String text, Duration validFor) {
    byte[] plain = text.getBytes(StandardCharsets.UTF_8);
    byte[] until = time(clock.instant().plus(validFor).toEpochMilli());
    byte[] iv = randomness.bytes(CryptoEngine.IV_BYTES);
    byte[] sealed =
        new byte[Long.BYTES + CryptoEngine.IV_BYTES + plain.length + CryptoEngine.TAG_BYTES];
    System.arraycopy(until, 0, sealed, 0, Long.BYTES);
    System.arraycopy(iv, 0, sealed, Long.BYTES, CryptoEngine.IV_BYTES);
    byte[] key = key(keys.get(ServiceKeyKind.COMMITMENT, NAME), purpose);
    CryptoEngine.with(engine -> {
      engine.encrypt(key, iv, until, Long.BYTES, plain, sealed, Long.BYTES + CryptoEngine.IV_BYTES);
      return sealed;
    });
    return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
  }

  /** What was sealed for this purpose; empty when it is too old, damaged or something else. */
  public Optional<String> open(String purpose, String handedBack) {
    byte[] sealed;
    try {
      sealed = Base64.getUrlDecoder().decode(handedBack);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    if (sealed.length < Long.BYTES + CryptoEngine.IV_BYTES + CryptoEngine.TAG_BYTES
        || ByteBuffer.wrap(sealed).getLong() < clock.instant().toEpochMilli()) {
      return Optional.empty();
    }
    byte[] iv = Arrays.copyOfRange(sealed, Long.BYTES, Long.BYTES + CryptoEngine.IV_BYTES);
    return keys.newestTwo(ServiceKeyKind.COMMITMENT, NAME).stream()
        .flatMap(key -> decrypt(key(key, purpose), iv, sealed).stream())
        .findFirst();
  }

  private static Optional<String> decrypt(byte[] key, byte[] iv, byte[] sealed) {
    try {
      byte[] plain =
          CryptoEngine.with(engine ->
              engine.decrypt(
                  key, iv, sealed, Long.BYTES, sealed, Long.BYTES + CryptoEngine.IV_BYTES));
      return Optional.of(new String(plain, StandardCharsets.UTF_8));
    } catch (EnvelopeRejected e) {
      return Optional.empty();
    }
  }

  /** One key a purpose, the same on every node. */
  private static byte[] key(DataKey key, String purpose) {
    return ServiceKeys.hmac(key, (KEY + "|" + purpose).getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] time(long millis) {
    return ByteBuffer.allocate(Long.BYTES).putLong(millis).array();
  }
}
