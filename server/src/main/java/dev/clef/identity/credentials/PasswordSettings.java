package dev.clef.identity.credentials;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings {@code clef.passwords.*}.
 *
 * @param minimumLength of a new password, in code points, 8 to 64 (NIST SP 800-63B-4 §3.1.1.2 asks
 *     for 15 where the password is the only factor)
 * @param memoryKib memory of one Argon2id hash, 7,168 to 1,048,576 KiB
 * @param iterations passes of Argon2id; memory times passes is at least the weakest set of the
 *     OWASP Password Storage Cheat Sheet, 7,168 KiB five times
 * @param threads hashes computed at the same time, 1 to 256; 0 is one for each core
 * @param queue how many may wait, 1 to 100,000
 * @param maxWait how long one may wait, 10 ms to 30 s
 */
@ConfigurationProperties("clef.passwords")
public record PasswordSettings(
    @DefaultValue("8") int minimumLength,
    @DefaultValue("19456") int memoryKib,
    @DefaultValue("2") int iterations,
    @DefaultValue("0") int threads,
    @DefaultValue("256") int queue,
    @DefaultValue("2s") Duration maxWait) {

  /** Of the minimum lengths that may be set. */
  static final int SHORTEST = 8;

  private static final long WEAKEST_MEMORY_KIB_TIMES_ITERATIONS = 7168 * 5;

  /** Refuses a setting outside its range, by name. */
  public PasswordSettings {
    range("minimum-length", minimumLength, SHORTEST, 64);
    range("memory-kib", memoryKib, 7168, 1 << 20);
    range("iterations", iterations, 1, 64);
    range("threads", threads, 0, 256);
    range("queue", queue, 1, 100_000);
    range("max-wait (ms)", maxWait.toMillis(), 10, 30_000);
    if ((long) memoryKib * iterations < WEAKEST_MEMORY_KIB_TIMES_ITERATIONS) {
      throw new IllegalArgumentException(
          "clef.passwords: memory-kib times iterations must be at least "
              + WEAKEST_MEMORY_KIB_TIMES_ITERATIONS);
    }
  }

  /** What new hashes are made with: one lane, as one thread computes it. */
  Argon2Parameters argon2() {
    return new Argon2Parameters(Argon2Parameters.Variant.ID, 0x13, memoryKib, iterations, 1);
  }

  int threadCount() {
    return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
  }

  private static void range(String name, long value, long from, long to) {
    if (value < from || value > to) {
      throw new IllegalArgumentException(
          "clef.passwords.%s must be %d to %d, not %d".formatted(name, from, to, value));
    }
  }
}
