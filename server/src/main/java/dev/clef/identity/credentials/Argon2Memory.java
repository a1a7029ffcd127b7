package dev.clef.identity.credentials;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one hash at a time, and the two functions by which libargon2 takes it and gives it
 * back. What is larger than usual is returned to the machine. Used by one thread at a time.
 */
final class Argon2Memory {

  /** Above it a hash is one of somebody else's, and rare. */
  private static final long MAX_KEPT_BYTES = 64L << 20;

  /** int (uint8_t **memory, size_t bytes); 0 is done. */
  @SuppressWarnings("restricted") // of the boundary that Libargon2 describes
  private static final FunctionDescriptor ALLOCATE =
      FunctionDescriptor.of(
          JAVA_INT, ADDRESS.withTargetLayout(ADDRESS.withoutTargetLayout()), JAVA_LONG);

  /** void (uint8_t *memory, size_t bytes). */
  private static final FunctionDescriptor FREE = FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG);

  private static final int OUT_OF_MEMORY = -22; // ARGON2_MEMORY_ALLOCATION_ERROR

  private final MemorySegment allocate;
  private final MemorySegment free;
  private @Nullable Arena arena;
  private MemorySegment memory = MemorySegment.NULL;

  Argon2Memory() {
    this.allocate =
        stub("take", MethodType.methodType(int.class, MemorySegment.class, long.class), ALLOCATE);
    this.free =
        stub("giveBack", MethodType.methodType(void.class, MemorySegment.class, long.class), FREE);
  }

  /** The address of the function that allocates. */
  MemorySegment allocate() {
    return allocate;
  }

  /** The address of the function that frees. */
  MemorySegment free() {
    return free;
  }

  // Called by the library. Nothing may be thrown into it: that ends the process.
  int take(MemorySegment address, long bytes) {
    try {
      if (memory.byteSize() < bytes) {
        release();
        arena = Arena.ofShared();
        memory = arena.allocate(bytes, 64);
      }
      address.set(ADDRESS, 0, memory);
      return 0;
    } catch (Throwable e) { // any: what is thrown into native code ends the process
      return OUT_OF_MEMORY;
    }
  }

  void giveBack(MemorySegment address, long bytes) {
    try {
      if (bytes > MAX_KEPT_BYTES) {
        release();
      }
    } catch (Throwable e) { // any, likewise
      // It is nobody's any more, and more than that cannot be done about it here.
    }
  }

  private void release() {
    Arena last = arena;
    arena = null;
    memory = MemorySegment.NULL;
    if (last != null) {
      last.close();
    }
  }

  @SuppressWarnings("restricted") // of the boundary that Libargon2 describes
  private MemorySegment stub(String method, MethodType type, FunctionDescriptor function) {
    try {
      MethodHandle handle =
          MethodHandles.lookup().findVirtual(Argon2Memory.class, method, type).bindTo(this);
      // As many as threads of the pool; they live as long as the process.
      return Linker.nativeLinker().upcallStub(handle, function, Arena.global());
    } catch (NoSuchMethodException | IllegalAccessException e) {
      throw new IllegalStateException("methods of this class", e);
    }
  }
}
