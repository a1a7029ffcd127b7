package dev.clef.keys.pkcs11;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * A PKCS#11 module, loaded and initialized once a process. Its calls run side by side; a restart of
 * the module, which ends all sessions of all its tokens, waits for them and lets none in.
 * Thread-safe.
 */
final class Cryptoki {

  private static final Map<Path, Cryptoki> LOADED = new ConcurrentHashMap<>();

  private static final long CKF_OS_LOCKING_OK = 2;
  private static final long CKF_SERIAL_RW_SESSION = 4 | 2;
  private static final long INITIALIZE_ARGS_BYTES = 48;
  private static final long INITIALIZE_ARGS_FLAGS = 32;
  private static final long TOKEN_INFO_BYTES = 256; // 208 and room for members of later versions
  private static final int TOKEN_LABEL_BYTES = 32;
  private static final AddressLayout POINTER = ValueLayout.ADDRESS;

  private final Map<Call, MethodHandle> functions = new EnumMap<>(Call.class);
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

  /** Counts the initializations: sessions of an earlier one are gone. */
  private long generation;

  // The compiler warns of every call that could crash the process. A module is native code of its
  // vendor, loaded because the operator named it; these two methods are the whole boundary.
  @SuppressWarnings("restricted")
  private Cryptoki(Path library) {
    Linker linker = Linker.nativeLinker();
    MemorySegment list = functionList(linker, library);
    long pointers = 8; // behind CK_VERSION, aligned
    for (Call call : Call.values()) {
      MemorySegment function = list.get(POINTER, pointers + 8L * call.index());
      functions.put(call, linker.downcallHandle(function, call.descriptor()));
    }
    initialize();
  }

  /**
   * The module in this file.
   *
   * @throws IllegalStateException when there is none
   */
  static Cryptoki of(Path library) {
    try {
      return LOADED.computeIfAbsent(library.toAbsolutePath().normalize(), Cryptoki::new);
    } catch (CryptokiException e) {
      throw new IllegalStateException(library + " does not start: " + e.getMessage(), e);
    }
  }

  // Likewise.
  @SuppressWarnings("restricted")
  private static MemorySegment functionList(Linker linker, Path library) {
    MemorySegment entry;
    try {
      entry =
          SymbolLookup.libraryLookup(library, Arena.global())
              .find("C_GetFunctionList")
              .orElseThrow(() -> new IllegalStateException(library + " is no PKCS#11 module"));
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(library + " cannot be loaded as a PKCS#11 module", e);
    }
    MethodHandle get =
        linker.downcallHandle(entry, FunctionDescriptor.of(ValueLayout.JAVA_LONG, POINTER));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pointer = arena.allocate(POINTER);
      long answer = (long) get.invokeExact(pointer);
      if (answer != 0) {
        throw new IllegalStateException(library + " does not tell its functions");
      }
      return pointer.get(POINTER, 0).reinterpret(8 + 8L * Call.LIST_LENGTH);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a native call throws nothing", e);
    }
  }

  /** Work that no restart may interrupt. */
  <T> T sharing(Supplier<T> work) {
    lock.readLock().lock();
    try {
      return work.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Which initialization is in force; read it within {@link #sharing}. */
  long generation() {
    return generation;
  }

  /** Starts the module anew, so that it looks for its tokens again; once for each generation. */
  void restart(long failed) {
    lock.writeLock().lock();
    try {
      if (generation == failed) {
        quietly(Call.C_FINALIZE, MemorySegment.NULL);
        initialize();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void initialize() {
    generation++;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment args = arena.allocate(INITIALIZE_ARGS_BYTES, 8);
      args.set(ValueLayout.JAVA_LONG, INITIALIZE_ARGS_FLAGS, CKF_OS_LOCKING_OK);
      call(Call.C_INITIALIZE, args);
    } catch (CryptokiException e) {
      if (!e.is(CryptokiException.CRYPTOKI_ALREADY_INITIALIZED)) {
        throw e;
      }
    }
  }

  /** The labels of the tokens in reach, by slot. */
  Map<Long, String> tokens() {
    Map<Long, String> labels = new LinkedHashMap<>();
    for (long slot : slots()) {
      labels.put(slot, label(slot));
    }
    return labels;
  }

  private List<Long> slots() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment count = arena.allocate(ValueLayout.JAVA_LONG);
      call(Call.C_GET_SLOT_LIST, (byte) 1, MemorySegment.NULL, count);
      long room = count.get(ValueLayout.JAVA_LONG, 0);
      MemorySegment list = arena.allocate(ValueLayout.JAVA_LONG, room);
      call(Call.C_GET_SLOT_LIST, (byte) 1, list, count);
      List<Long> slots = new ArrayList<>();
      for (long i = 0; i < count.get(ValueLayout.JAVA_LONG, 0); i++) {
        slots.add(list.getAtIndex(ValueLayout.JAVA_LONG, i));
      }
      return slots;
    }
  }

  private String label(long slot) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(TOKEN_INFO_BYTES, 8);
      call(Call.C_GET_TOKEN_INFO, slot, info);
      byte[] label = info.asSlice(0, TOKEN_LABEL_BYTES).toArray(ValueLayout.JAVA_BYTE);
      return new String(label, StandardCharsets.UTF_8).stripTrailing();
    }
  }

  /** A new session that may write, not logged in. */
  Session open(long slot) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment handle = arena.allocate(ValueLayout.JAVA_LONG);
      call(
          Call.C_OPEN_SESSION,
          slot,
          CKF_SERIAL_RW_SESSION,
          MemorySegment.NULL,
          MemorySegment.NULL,
          handle);
      return new Session(this, handle.get(ValueLayout.JAVA_LONG, 0));
    }
  }

  /**
   * Calls a function.
   *
   * @throws CryptokiException when it answers anything but CKR_OK
   */
  void call(Call call, Object... parameters) {
    long answer = answer(call, parameters);
    if (answer != 0) {
      throw new CryptokiException(call, answer);
    }
  }

  /** Likewise, where nothing can be done about a failure. */
  void quietly(Call call, Object... parameters) {
    answer(call, parameters);
  }

  private long answer(Call call, Object... parameters) {
    MethodHandle function = functions.get(call);
    if (function == null) {
      throw new IllegalStateException(call.inWords());
    }
    try {
      return (long) function.invokeWithArguments(parameters);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a native call throws nothing", e);
    }
  }
}
