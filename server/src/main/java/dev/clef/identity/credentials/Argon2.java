package dev.clef.identity.credentials;

import static java.util.stream.Collectors.joining;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Argon2 (RFC 9106): by the library of this machine that needs least of a processor for the cost at
 * hand, by BouncyCastle where there is none, which takes about twice as long and its memory from
 * the heap. All give the same bytes. Safe for use by many threads.
 */
final class Argon2 {

  /** What is hashed anew has one cost; those of imported hashes are a handful. */
  private static final int MAX_CONTESTS = 32;

  private final List<NativeArgon2> engines;
  private final Map<Argon2Parameters, Contest<NativeArgon2>> contests = new ConcurrentHashMap<>();
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

  private Argon2(List<NativeArgon2> engines) {
    this.engines = engines;
  }

  /** With the libraries this machine has. */
  static Argon2 ofThisMachine() {
    return new Argon2(
        Stream.of(Libargon2.load(), Libsodium.load())
            .<NativeArgon2>flatMap(Optional::stream)
            .toList());
  }

  /** With BouncyCastle alone. */
  static Argon2 portable() {
    return new Argon2(List.of());
  }

  /** Which engines compute new hashes, for the log of the start. */
  String engine() {
    return engines.isEmpty()
        ? "BouncyCastle (neither libargon2 nor libsodium was found)"
        : engines.stream().map(NativeArgon2::toString).collect(joining(", "));
  }

  /** Whether a library is used that has memory made anew for every hash. */
  boolean takesFreshMemory() {
    return engines.stream().anyMatch(Libsodium.class::isInstance);
  }

  /**
   * The tag of RFC 9106 §3.1 without secret and associated data.
   *
   * @param lengthBytes of the tag
   */
  byte[] derive(byte[] password, byte[] salt, Argon2Parameters parameters, int lengthBytes) {
    List<NativeArgon2> able =
        engines.stream().filter(it -> it.supports(parameters, salt.length)).toList();
    if (able.isEmpty()) {
      return portable(password, salt, parameters, lengthBytes);
    }
    Contest<NativeArgon2> contest = able.size() < 2 ? null : contest(parameters);
    if (contest == null) {
      return able.getFirst().derive(password, salt, parameters, lengthBytes);
    }
    NativeArgon2 engine = contest.next();
    // Of the processor and not of the clock: others may use it meanwhile.
    long before = threads.getCurrentThreadCpuTime();
    byte[] tag = engine.derive(password, salt, parameters, lengthBytes);
    contest.took(engine, threads.getCurrentThreadCpuTime() - before);
    return tag;
  }

  private @Nullable Contest<NativeArgon2> contest(Argon2Parameters parameters) {
    Contest<NativeArgon2> known = contests.get(parameters);
    return known != null || contests.size() >= MAX_CONTESTS
        ? known
        : contests.computeIfAbsent(parameters, _ -> new Contest<>(engines));
  }

  private static byte[] portable(
      byte[] password, byte[] salt, Argon2Parameters parameters, int lengthBytes) {
    int type =
        switch (parameters.variant()) {
          case ID -> org.bouncycastle.crypto.params.Argon2Parameters.ARGON2_id;
          case I -> org.bouncycastle.crypto.params.Argon2Parameters.ARGON2_i;
          case D -> org.bouncycastle.crypto.params.Argon2Parameters.ARGON2_d;
        };
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new org.bouncycastle.crypto.params.Argon2Parameters.Builder(type)
            .withVersion(parameters.version())
            .withMemoryAsKB(parameters.memoryKib())
            .withIterations(parameters.iterations())
            .withParallelism(parameters.parallelism())
            .withSalt(salt)
            .build());
    byte[] tag = new byte[lengthBytes];
    generator.generateBytes(password, tag);
    return tag;
  }
}
