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
import java.util.HexFormat;
import java.util.Optional;

/**
 * {@code crypto_pwhash_scryptsalsa208sha256_ll} of libsodium, which builds of the minimal kind
 * lack. Called on platform threads only, like {@link Libsodium}.
 */
final class LibsodiumScrypt {

  /** int (passwd, passwdlen, salt, saltlen, N, r, p, buf, buflen). */
  private static final FunctionDescriptor SCRYPT_LL =
      FunctionDescriptor.of(
          JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, ADDRESS,
          JAVA_LONG);

  /** The first vector of RFC 7914 §12 with N = 16, r = 1, p = 1, and nothing hashed. */
  private static final ScryptParameters KNOWN_PARAMETERS = new ScryptParameters(4, 1, 1);

  private static final String KNOWN_ANSWER =
      "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
          + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906";

  private final MethodHandle scrypt;

  private LibsodiumScrypt(MethodHandle scrypt) {
    this.scrypt = scrypt;
  }

  /** Empty when this machine has no libsodium, or one without scrypt. */
  static Optional<LibsodiumScrypt> load() {
    return Libsodium.load().flatMap(LibsodiumScrypt::of);
  }

  // A call the compiler warns of; the signature is that of sodium.h, and the answer is checked.
  @SuppressWarnings("restricted")
  private static Optional<LibsodiumScrypt> of(Libsodium initialised) {
    try {
      SymbolLookup library = SymbolLookup.libraryLookup(initialised.name(), Arena.global());
      MemorySegment function = library.findOrThrow("crypto_pwhash_scryptsalsa208sha256_ll");
      LibsodiumScrypt found =
          new LibsodiumScrypt(Linker.nativeLinker().downcallHandle(function, SCRYPT_LL));
      byte[] answer = found.compute(new byte[0], new byte[0], KNOWN_PARAMETERS, 64);
      boolean right = HexFormat.of().formatHex(answer).equals(KNOWN_ANSWER);
      return right ? Optional.of(found) : Optional.empty();
    } catch (Throwable absentOrForbidden) {
      return Optional.empty();
    }
  }

  byte[] derive(byte[] password, byte[] salt, ScryptParameters parameters, int lengthBytes) {
    if (Thread.currentThread().isVirtual()) {
      throw new IllegalStateException("libsodium is called on platform threads only");
    }
    return compute(password, salt, parameters, lengthBytes);
  }

  private byte[] compute(
      byte[] password, byte[] salt, ScryptParameters parameters, int lengthBytes) {
    try (Arena arena = Arena.ofConfined()) {
      // One byte more, as what is empty still needs an address.
      MemorySegment passwordBytes = arena.allocate(password.length + 1L);
      MemorySegment saltBytes = arena.allocate(salt.length + 1L);
      MemorySegment key = arena.allocate(lengthBytes);
      try {
        MemorySegment.copy(password, 0, passwordBytes, JAVA_BYTE, 0, password.length);
        MemorySegment.copy(salt, 0, saltBytes, JAVA_BYTE, 0, salt.length);
        int failure =
            (int)
                scrypt.invokeExact(
                    passwordBytes,
                    (long) password.length,
                    saltBytes,
                    (long) salt.length,
                    (long) parameters.cost(),
                    parameters.blockSize(),
                    parameters.parallelism(),
                    key,
                    (long) lengthBytes);
        if (failure != 0) {
          throw new IllegalStateException("libsodium could not allocate memory for " + parameters);
        }
        return key.toArray(JAVA_BYTE);
      } finally {
        // The arena frees memory without clearing it.
        passwordBytes.fill((byte) 0);
        key.fill((byte) 0);
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a native call throws nothing", e);
    }
  }
}
