package dev.clef.identity.credentials;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * {@code argon2_ctx} of the reference implementation through the Foreign Function and Memory API,
 * with memory of ours that is used again: mapping and zeroing megabytes for every hash costs more
 * than the hash where pages are dear, as in virtual machines. The library clears it after each.
 */
final class Libargon2 implements NativeArgon2 {

  private static final List<String> NAMES =
      List.of(
          "libargon2.so.1",
          "libargon2.dylib",
          "/opt/homebrew/lib/libargon2.dylib",
          "/usr/local/lib/libargon2.dylib");

  /** ARGON2_MIN_SALT_LENGTH. */
  private static final int MIN_SALT_BYTES = 8;

  /** {@code argon2_context} of argon2.h. */
  private static final MemoryLayout CONTEXT =
      MemoryLayout.structLayout(
          ADDRESS.withName("out"),
          JAVA_INT.withName("outlen"),
          MemoryLayout.paddingLayout(4),
          ADDRESS.withName("pwd"),
          JAVA_INT.withName("pwdlen"),
          MemoryLayout.paddingLayout(4),
          ADDRESS.withName("salt"),
          JAVA_INT.withName("saltlen"),
          MemoryLayout.paddingLayout(4),
          ADDRESS.withName("secret"),
          JAVA_INT.withName("secretlen"),
          MemoryLayout.paddingLayout(4),
          ADDRESS.withName("ad"),
          JAVA_INT.withName("adlen"),
          JAVA_INT.withName("t_cost"),
          JAVA_INT.withName("m_cost"),
          JAVA_INT.withName("lanes"),
          JAVA_INT.withName("threads"),
          JAVA_INT.withName("version"),
          ADDRESS.withName("allocate_cbk"),
          ADDRESS.withName("free_cbk"),
          JAVA_INT.withName("flags"),
          MemoryLayout.paddingLayout(4));

  private static final VarHandle OUT = field("out");
  private static final VarHandle OUT_LENGTH = field("outlen");
  private static final VarHandle PASSWORD = field("pwd");
  private static final VarHandle PASSWORD_LENGTH = field("pwdlen");
  private static final VarHandle SALT = field("salt");
  private static final VarHandle SALT_LENGTH = field("saltlen");
  private static final VarHandle PASSES = field("t_cost");
  private static final VarHandle MEMORY_KIB = field("m_cost");
  private static final VarHandle LANES = field("lanes");
  private static final VarHandle THREADS = field("threads");
  private static final VarHandle VERSION = field("version");
  private static final VarHandle ALLOCATE = field("allocate_cbk");
  private static final VarHandle FREE = field("free_cbk");

  /** int (argon2_context*, argon2_type). */
  private static final FunctionDescriptor ARGON2_CTX =
      FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT);

  private final String name;
  private final MethodHandle argon2;

  /** As many as hashed at once so far, so at most one a thread of the pool. */
  private final ConcurrentLinkedDeque<Argon2Memory> memories = new ConcurrentLinkedDeque<>();

  private Libargon2(String name, MethodHandle argon2) {
    this.name = name;
    this.argon2 = argon2;
  }

  /** Empty when this machine has no libargon2, or one that computes something else. */
  static Optional<Libargon2> load() {
    return NAMES.stream().flatMap(name -> load(name).stream()).findFirst();
  }

  // The compiler warns of every call that could crash the process. These two and those of
  // Argon2Memory are the whole boundary; the layout is that of argon2.h, and the known answer is
  // checked.
  @SuppressWarnings("restricted")
  private static Optional<Libargon2> load(String name) {
    try {
      SymbolLookup library = SymbolLookup.libraryLookup(name, Arena.global());
      MethodHandle argon2 =
          Linker.nativeLinker().downcallHandle(library.findOrThrow("argon2_ctx"), ARGON2_CTX);
      Libargon2 loaded = new Libargon2(name, argon2);
      return loaded.givesTheKnownAnswer() ? Optional.of(loaded) : Optional.empty();
    } catch (Throwable absentOrForbidden) {
      // Whatever it is, a link error or a forbidden call: another engine computes the same.
      return Optional.empty();
    }
  }

  @Override
  public boolean supports(Argon2Parameters parameters, int saltBytes) {
    return saltBytes >= MIN_SALT_BYTES;
  }

  @Override
  public byte[] derive(byte[] password, byte[] salt, Argon2Parameters parameters, int lengthBytes) {
    if (Thread.currentThread().isVirtual()) {
      throw new IllegalStateException("libargon2 is called on platform threads only");
    }
    if (!supports(parameters, salt.length)) {
      throw new IllegalArgumentException("libargon2 has no " + parameters);
    }
    return compute(password, salt, parameters, lengthBytes);
  }

  private byte[] compute(
      byte[] password, byte[] salt, Argon2Parameters parameters, int lengthBytes) {
    Argon2Memory last = memories.poll();
    Argon2Memory memory = last == null ? new Argon2Memory() : last;
    try (Arena arena = Arena.ofConfined()) {
      return compute(password, salt, parameters, lengthBytes, arena, memory);
    } finally {
      memories.push(memory);
    }
  }

  private byte[] compute(
      byte[] password,
      byte[] salt,
      Argon2Parameters parameters,
      int lengthBytes,
      Arena arena,
      Argon2Memory memory) {
    // One byte more, as an empty password still needs an address.
    MemorySegment passwordBytes = arena.allocate(password.length + 1L);
    MemorySegment tag = arena.allocate(lengthBytes);
    try {
      MemorySegment.copy(password, 0, passwordBytes, JAVA_BYTE, 0, password.length);
      MemorySegment context = arena.allocate(CONTEXT);
      OUT.set(context, 0L, tag);
      OUT_LENGTH.set(context, 0L, lengthBytes);
      PASSWORD.set(context, 0L, passwordBytes);
      PASSWORD_LENGTH.set(context, 0L, password.length);
      SALT.set(context, 0L, arena.allocateFrom(JAVA_BYTE, salt));
      SALT_LENGTH.set(context, 0L, salt.length);
      PASSES.set(context, 0L, parameters.iterations());
      MEMORY_KIB.set(context, 0L, parameters.memoryKib());
      LANES.set(context, 0L, parameters.parallelism());
      THREADS.set(context, 0L, 1); // lanes one after the other give the same bytes
      VERSION.set(context, 0L, parameters.version());
      ALLOCATE.set(context, 0L, memory.allocate());
      FREE.set(context, 0L, memory.free());
      int failure = (int) argon2.invokeExact(context, type(parameters));
      if (failure != 0) {
        throw new IllegalStateException("libargon2 failed with " + failure + " for " + parameters);
      }
      return tag.toArray(JAVA_BYTE);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      // A method handle declares any.
      throw new IllegalStateException("a native call throws nothing", e);
    } finally {
      // The arena frees memory without clearing it.
      passwordBytes.fill((byte) 0);
      tag.fill((byte) 0);
    }
  }

  /** Argon2_d, Argon2_i and Argon2_id of argon2.h. */
  private static int type(Argon2Parameters parameters) {
    return switch (parameters.variant()) {
      case D -> 0;
      case I -> 1;
      case ID -> 2;
    };
  }

  private static VarHandle field(String name) {
    return CONTEXT.varHandle(MemoryLayout.PathElement.groupElement(name));
  }

  @Override
  public String toString() {
    return "libargon2 (" + name + ")";
  }

  /** The answer is BouncyCastle's; a test computes it again. */
  private boolean givesTheKnownAnswer() {
    byte[] tag =
        compute(Libsodium.knownPassword(), Libsodium.knownSalt(), Libsodium.KNOWN_PARAMETERS, 16);
    return HexFormat.of().formatHex(tag).equals(Libsodium.KNOWN_ANSWER);
  }
}
