package dev.clef.identity.credentials;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** {@code crypto_pwhash} of libsodium through the Foreign Function and Memory API. */
final class Libsodium implements NativeArgon2 {

  private static final List<String> NAMES =
      List.of(
          "libsodium.so.23",
          "libsodium.so.26",
          "libsodium.dylib",
          "/opt/homebrew/lib/libsodium.dylib",
          "/usr/local/lib/libsodium.dylib");

  /** crypto_pwhash_ALG_ARGON2ID13. */
  private static final int ARGON2ID13 = 2;

  /** crypto_pwhash_argon2id_SALTBYTES. */
  private static final int SALT_BYTES = 16;

  private static final FunctionDescriptor SODIUM_INIT = FunctionDescriptor.of(JAVA_INT);

  /** int (out, outlen, passwd, passwdlen, salt, opslimit, memlimit bytes, alg). */
  private static final FunctionDescriptor CRYPTO_PWHASH =
      FunctionDescriptor.of(
          JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG,
          JAVA_INT);

  private final String name;
  private final MethodHandle pwhash;

  private Libsodium(String name, MethodHandle pwhash) {
    this.name = name;
    this.pwhash = pwhash;
  }

  /** Empty when this machine has no libsodium, or one that computes something else. */
  static Optional<Libsodium> load() {
    return NAMES.stream().flatMap(name -> load(name).stream()).findFirst();
  }

  // The compiler warns of every call that could crash the process. These three are the whole
  // boundary; the signatures above are those of sodium.h, and the known answer is checked.
  @SuppressWarnings("restricted")
  private static Optional<Libsodium> load(String name) {
    try {
      SymbolLookup library = SymbolLookup.libraryLookup(name, Arena.global());
      Linker linker = Linker.nativeLinker();
      MethodHandle init = linker.downcallHandle(library.findOrThrow("sodium_init"), SODIUM_INIT);
      MethodHandle pwhash =
          linker.downcallHandle(library.findOrThrow("crypto_pwhash"), CRYPTO_PWHASH);
      Libsodium libsodium = new Libsodium(name, pwhash);
      // 0 is done, 1 is done before, -1 is a failure.
      boolean usable = (int) init.invokeExact() >= 0 && libsodium.givesTheKnownAnswer();
      return usable ? Optional.of(libsodium) : Optional.empty();
    } catch (Throwable absentOrForbidden) {
      return Optional.empty();
    }
  }

  @Override
  public boolean supports(Argon2Parameters parameters, int saltBytes) {
    return parameters.variant() == Argon2Parameters.Variant.ID
        && parameters.version() == 0x13
        && parameters.parallelism() == 1
        && saltBytes == SALT_BYTES;
  }

  @Override
  public byte[] derive(byte[] password, byte[] salt, Argon2Parameters parameters, int lengthBytes) {
    if (Thread.currentThread().isVirtual()) {
      throw new IllegalStateException("libsodium is called on platform threads only");
    }
    if (!supports(parameters, salt.length)) {
      throw new IllegalArgumentException("libsodium has no " + parameters);
    }
    return compute(password, salt, parameters, lengthBytes);
  }

  private byte[] compute(
      byte[] password, byte[] salt, Argon2Parameters parameters, int lengthBytes) {
    try (Arena arena = Arena.ofConfined()) {
      // One byte more, as an empty password still needs an address.
      MemorySegment passwordBytes = arena.allocate(password.length + 1L);
      MemorySegment saltBytes = arena.allocateFrom(JAVA_BYTE, salt);
      MemorySegment tag = arena.allocate(lengthBytes);
      try {
        MemorySegment.copy(password, 0, passwordBytes, JAVA_BYTE, 0, password.length);
        int failure =
            (int)
                pwhash.invokeExact(
                    tag,
                    (long) lengthBytes,
                    passwordBytes,
                    (long) password.length,
                    saltBytes,
                    (long) parameters.iterations(),
                    parameters.memoryKib() * 1024L,
                    ARGON2ID13);
        if (failure != 0) {
          throw new IllegalStateException("libsodium could not allocate memory for " + parameters);
        }
        return tag.toArray(JAVA_BYTE);
      } finally {
        // The arena frees memory without clearing it.
        passwordBytes.fill((byte) 0);
        tag.fill((byte) 0);
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a native call throws nothing", e);
    }
  }

  /** What the library is loaded by. */
  String name() {
    return name;
  }

  @Override
  public String toString() {
    return "libsodium (" + name + ")";
  }

  /** The answer is BouncyCastle's; a test computes it again. */
  private boolean givesTheKnownAnswer() {
    byte[] tag = compute(knownPassword(), knownSalt(), KNOWN_PARAMETERS, 16);
    return HexFormat.of().formatHex(tag).equals(KNOWN_ANSWER);
  }

  static byte[] knownPassword() {
    return "password".getBytes(StandardCharsets.US_ASCII);
  }

  static byte[] knownSalt() {
    return "somesaltsomesalt".getBytes(StandardCharsets.US_ASCII);
  }

  static final Argon2Parameters KNOWN_PARAMETERS =
      new Argon2Parameters(Argon2Parameters.Variant.ID, 0x13, 64, 1, 1);
  static final String KNOWN_ANSWER = "b34a47d8fc6db01774f3ef193bc9f597";
}
