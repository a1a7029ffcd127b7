package dev.clef.identity.credentials;

import dev.clef.identity.credentials.PasswordHash.Form;
import dev.clef.platform.Randomness;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.Optional;

/**
 * Makes and verifies password hashes in a bounded pool. Blocking; made for callers on virtual
 * threads; safe for use by many of them.
 *
 * <p>Every method that hashes throws {@link HashingOverloaded} when it cannot begin in time.
 */
public final class PasswordHasher implements AutoCloseable {

  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;

  private final Argon2Parameters parameters;
  private final Randomness randomness;
  private final Argon2 argon2;
  private final Derivation derivation;
  private final HashingPool pool;
  private final PasswordHash ofNobody;

  /** A hasher with the best Argon2 of this machine. Close it to end its threads. */
  public PasswordHasher(PasswordSettings settings, Randomness randomness, MeterRegistry meters) {
    this(settings, randomness, meters, Argon2.ofThisMachine());
  }

  PasswordHasher(
      PasswordSettings settings, Randomness randomness, MeterRegistry meters, Argon2 argon2) {
    this.parameters = settings.argon2();
    this.randomness = randomness;
    this.argon2 = argon2;
    this.derivation = new Derivation(argon2, Scrypt.ofThisMachine());
    this.pool =
        new HashingPool(settings.threadCount(), settings.queue(), settings.maxWait(), meters);
    this.ofNobody = hashOf(randomness.bytes(SALT_BYTES), randomness.bytes(HASH_BYTES));
  }

  /**
   * A hash of a new password in its {@link Form#OPAQUE} form, with the cost of the settings and a
   * fresh salt. Check the password with {@link PasswordPolicy} first.
   *
   * @throws IllegalArgumentException when the password has lone surrogates or is absurdly long
   */
  public PasswordHash hash(String password) {
    byte[] bytes =
        PasswordText.bytes(password, Form.OPAQUE)
            .orElseThrow(() -> new IllegalArgumentException("this password is not text"));
    byte[] salt = randomness.bytes(SALT_BYTES);
    try {
      return hashOf(salt, derive(bytes, parameters, salt, HASH_BYTES));
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** Whether the password is the one of the hash; false for what can be no password at all. */
  public boolean verify(PasswordHash hash, String password) {
    Optional<byte[]> bytes = PasswordText.bytes(password, hash.form());
    if (bytes.isEmpty()) {
      return false;
    }
    try {
      byte[] derived =
          derive(bytes.get(), hash.derivation(), hash.salt().bytes(), hash.hash().length());
      return hash.hash().matches(derived);
    } finally {
      Arrays.fill(bytes.get(), (byte) 0);
    }
  }

  /**
   * False, after as much work as {@link #verify} takes for a hash of ours: the answer to an unknown
   * name must not be the faster one.
   */
  public boolean verifyUnknown(String password) {
    verify(ofNobody, password);
    return false; // even if the random bytes were guessed
  }

  /**
   * Whether a verified password should be hashed anew. True for every hash of another form, cost or
   * algorithm, even a dearer one: only when all cost the same does the time of an answer not tell
   * the names that exist.
   */
  public boolean needsRehash(PasswordHash hash) {
    return hash.form() != Form.OPAQUE
        || !hash.derivation().equals(parameters)
        || hash.salt().length() != SALT_BYTES
        || hash.hash().length() != HASH_BYTES;
  }

  /** What {@link #verifyUnknown} verifies against. */
  PasswordHash ofNobody() {
    return ofNobody;
  }

  /** How much the pool has to do now. */
  public HashingLoad load() {
    return pool.load();
  }

  /** Which engine hashes, for the log of the start. */
  public String engine() {
    return argon2.engine();
  }

  /** Whether hashes cost less where memory comes in huge pages. */
  boolean takesFreshMemory() {
    return argon2.takesFreshMemory();
  }

  @Override
  public void close() {
    pool.close();
  }

  private byte[] derive(byte[] bytes, KeyDerivation how, byte[] salt, int lengthBytes) {
    return pool.run(() -> derivation.derive(bytes, how, salt, lengthBytes));
  }

  private PasswordHash hashOf(byte[] salt, byte[] hash) {
    return new PasswordHash(Form.OPAQUE, parameters, SecretBytes.of(salt), SecretBytes.of(hash));
  }
}
