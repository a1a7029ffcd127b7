package dev.clef.identity.credentials;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clef.identity.credentials.Argon2Parameters.Variant;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Argon2Test {

  /** RFC 9106 §5.1 to §5.3. They use a key and associated data, which only the library has. */
  @ParameterizedTest
  @CsvSource({
    "0, 512b391b6f1162975371d30919734294f868e3be3984f3c1a13a4db9fabe4acb",
    "1, c814d9d1dc7f37aa13f0d77f2494bda1c8de6b016dd388d29952a4c4672b6ce8",
    "2, 0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"
  })
  void the_library_gives_the_vectors_of_rfc_9106(int type, String expected) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new org.bouncycastle.crypto.params.Argon2Parameters.Builder(type)
            .withVersion(0x13)
            .withMemoryAsKB(32)
            .withIterations(3)
            .withParallelism(4)
            .withSalt(repeated(16, 2))
            .withSecret(repeated(8, 3))
            .withAdditional(repeated(12, 4))
            .build());
    byte[] tag = new byte[32];
    generator.generateBytes(repeated(32, 1), tag);
    assertThat(HexFormat.of().formatHex(tag)).isEqualTo(expected);
  }

  /** From the test program of the reference implementation (phc-winner-argon2). */
  @Test
  void both_engines_give_the_vector_of_the_reference_implementation() {
    Argon2Parameters parameters = new Argon2Parameters(Variant.ID, 0x13, 65_536, 2, 1);
    byte[] tag = Argon2.portable().derive(ascii("password"), ascii("somesalt"), parameters, 32);
    assertThat(HexFormat.of().formatHex(tag))
        .isEqualTo("09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7");
    assertThat(Argon2.ofThisMachine().derive(ascii("password"), ascii("somesalt"), parameters, 32))
        .isEqualTo(tag);
  }

  @Test
  void libsodium_and_bouncycastle_give_the_same_bytes() {
    Libsodium libsodium = libsodium();
    Random random = new Random(20260719);
    for (int round = 0; round < 60; round++) {
      byte[] password = randomBytes(random, round == 0 ? 0 : random.nextInt(300));
      byte[] salt = randomBytes(random, 16);
      Argon2Parameters parameters =
          new Argon2Parameters(Variant.ID, 0x13, 8 + random.nextInt(2000), 1 + round % 4, 1);
      int length = 16 + random.nextInt(49);
      assertThat(libsodium.derive(password, salt, parameters, length))
          .as("%s, %d bytes of password", parameters, password.length)
          .isEqualTo(Argon2.portable().derive(password, salt, parameters, length));
    }
  }

  @Test
  void libargon2_and_bouncycastle_give_the_same_bytes() {
    Libargon2 libargon2 = libargon2();
    Random random = new Random(20261129);
    for (int round = 0; round < 90; round++) {
      byte[] password = randomBytes(random, round == 0 ? 0 : random.nextInt(300));
      byte[] salt = randomBytes(random, 8 + random.nextInt(40));
      int lanes = 1 + random.nextInt(4);
      Argon2Parameters parameters =
          new Argon2Parameters(
              List.of(Variant.ID, Variant.I, Variant.D).get(round % 3),
              random.nextBoolean() ? 0x13 : 0x10,
              8 * lanes + random.nextInt(2000),
              1 + round % 4,
              lanes);
      int length = 16 + random.nextInt(49);
      assertThat(libargon2.derive(password, salt, parameters, length))
          .as("%s, %d bytes of password", parameters, password.length)
          .isEqualTo(Argon2.portable().derive(password, salt, parameters, length));
    }
  }

  @Test
  void many_threads_hash_with_memories_of_their_own() throws Exception {
    Libargon2 libargon2 = libargon2();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<Boolean>> same = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        byte[] salt = repeated(16, i);
        Argon2Parameters parameters =
            new Argon2Parameters(Variant.ID, 0x13, 1024 << i % 4, 1 + i % 2, 1);
        byte[] expected = Argon2.portable().derive(ascii("p"), salt, parameters, 32);
        same.add(
            threads.submit(
                () -> Arrays.equals(libargon2.derive(ascii("p"), salt, parameters, 32), expected)));
      }
      for (Future<Boolean> one : same) {
        assertThat(one.get()).isTrue();
      }
    }
  }

  @Test
  void memory_larger_than_usual_is_used_once() {
    Libargon2 libargon2 = libargon2();
    for (int memoryKib : List.of(1024, 80 << 10, 1024, 80 << 10)) {
      Argon2Parameters parameters = new Argon2Parameters(Variant.ID, 0x13, memoryKib, 1, 1);
      assertThat(libargon2.derive(ascii("p"), repeated(16, 1), parameters, 32))
          .isEqualTo(Argon2.portable().derive(ascii("p"), repeated(16, 1), parameters, 32));
    }
  }

  /** The library looks at the address alone; an exception would end the process. */
  @Test
  void memory_that_cannot_be_had_is_no_memory_and_the_next_is_there() {
    Argon2Memory memory = new Argon2Memory();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(ADDRESS);
      assertThat(memory.take(address, 4096)).isZero();
      assertThat(address.get(ADDRESS, 0)).isNotEqualTo(MemorySegment.NULL);
      memory.giveBack(address.get(ADDRESS, 0), 4096);
      address.set(ADDRESS, 0, MemorySegment.NULL);
      assertThat(memory.take(address, Long.MAX_VALUE)).isNotZero();
      assertThat(address.get(ADDRESS, 0)).isEqualTo(MemorySegment.NULL);
      assertThat(memory.take(address, 4096)).isZero();
      assertThat(address.get(ADDRESS, 0)).isNotEqualTo(MemorySegment.NULL);
    }
  }

  @Test
  void a_contest_is_won_by_whoever_took_least() {
    Contest<String> contest = new Contest<>(List.of("slow", "fast"));
    int[] turns = new int[2];
    for (int i = 0; i < 10; i++) {
      String one = contest.next();
      turns[one.equals("slow") ? 0 : 1]++;
      contest.took(one, one.equals("slow") ? 900 : i < 2 ? 5000 : 800); // its first was dear
    }
    assertThat(turns).as("turns").containsExactly(5, 5);
    assertThat(contest.next()).isEqualTo("fast");
    contest.took("fast", 100_000);
    assertThat(contest.next()).as("one that was dear decides nothing").isEqualTo("fast");
  }

  @Test
  void the_known_answer_of_the_start_is_that_of_bouncycastle() {
    byte[] tag =
        Argon2.portable()
            .derive(ascii("password"), ascii("somesaltsomesalt"), Libsodium.KNOWN_PARAMETERS, 16);
    assertThat(HexFormat.of().formatHex(tag)).isEqualTo(Libsodium.KNOWN_ANSWER);
  }

  @Test
  void libsodium_is_not_asked_for_what_it_does_not_have() {
    Libsodium libsodium = libsodium();
    assertThat(libsodium.supports(new Argon2Parameters(Variant.ID, 0x13, 64, 1, 1), 16)).isTrue();
    assertThat(libsodium.supports(new Argon2Parameters(Variant.ID, 0x13, 64, 1, 1), 8)).isFalse();
    assertThat(libsodium.supports(new Argon2Parameters(Variant.ID, 0x13, 64, 1, 2), 16)).isFalse();
    assertThat(libsodium.supports(new Argon2Parameters(Variant.ID, 0x10, 64, 1, 1), 16)).isFalse();
    assertThat(libsodium.supports(new Argon2Parameters(Variant.I, 0x13, 64, 3, 1), 16)).isFalse();
    Argon2Parameters lanes = new Argon2Parameters(Variant.ID, 0x13, 64, 1, 4);
    assertThat(Argon2.ofThisMachine().derive(ascii("p"), repeated(16, 1), lanes, 32))
        .isEqualTo(Argon2.portable().derive(ascii("p"), repeated(16, 1), lanes, 32));
  }

  @Test
  void a_virtual_thread_may_not_call_libsodium() throws InterruptedException {
    Libsodium libsodium = libsodium();
    AtomicReference<Throwable> thrown = new AtomicReference<>(new AssertionError("nothing"));
    Thread.ofVirtual()
        .start(() -> {
          try {
            byte[] unexpected =
                libsodium.derive(ascii("p"), repeated(16, 1), Libsodium.KNOWN_PARAMETERS, 16);
            thrown.set(new AssertionError(unexpected.length));
          } catch (IllegalStateException e) {
            thrown.set(e);
          }
        })
        .join();
    assertThat(thrown.get()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void the_engine_is_named() {
    assertThat(Argon2.portable().engine()).startsWith("BouncyCastle");
    assertThat(libsodium().toString()).startsWith("libsodium");
  }

  @Test
  void too_little_memory_for_the_lanes_is_no_argon2() {
    assertThatThrownBy(() -> new Argon2Parameters(Variant.ID, 0x13, 31, 1, 4))
        .isInstanceOf(Refused.class);
  }

  private static Libsodium libsodium() {
    Optional<Libsodium> libsodium = Libsodium.load();
    if (libsodium.isEmpty()) {
      System.out.println("SKIPPED: libsodium is not installed on this machine");
    }
    Assumptions.assumeTrue(libsodium.isPresent(), "libsodium is not installed on this machine");
    return libsodium.orElseThrow();
  }

  private static Libargon2 libargon2() {
    Optional<Libargon2> libargon2 = Libargon2.load();
    if (libargon2.isEmpty()) {
      System.out.println("SKIPPED: libargon2 is not installed on this machine");
    }
    Assumptions.assumeTrue(libargon2.isPresent(), "libargon2 is not installed on this machine");
    return libargon2.orElseThrow();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] repeated(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static byte[] randomBytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
