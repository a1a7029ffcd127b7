package dev.clef.keys;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Memory for keys outside the heap: the collector makes no copies of it, no heap dump holds it, it
 * is never written to swap ({@code mlock}) and, on Linux, not into a core dump ({@code
 * MADV_DONTDUMP}). Made in pages as they are needed, overwritten and used again when a key is given
 * back, never returned to the system. Thread-safe.
 */
final class KeyMemory {

  private static final Logger log = LoggerFactory.getLogger(KeyMemory.class);
  private static final long PAGE_BYTES = 64 << 10;
  private static final long ALIGNMENT = 4096;
  private static final int MADV_DONTDUMP = 16;

  private static final KeyMemory SHARED = new KeyMemory();

  private final Deque<MemorySegment> free = new ArrayDeque<>();
  private boolean told;
  private int rooms;

  private KeyMemory() {}

  /** That of this process. */
  static KeyMemory shared() {
    return SHARED;
  }

  /** Room for one key. */
  synchronized MemorySegment take() {
    if (free.isEmpty()) {
      addPage();
    }
    return free.pop();
  }

  /** Overwrites the room of a key, so that another one can take it. */
  void giveBack(MemorySegment room) {
    room.fill((byte) 0);
    synchronized (this) {
      free.push(room);
    }
  }

  /** How many keys are kept. */
  synchronized int inUse() {
    return rooms - free.size();
  }

  private void addPage() {
    MemorySegment page = Arena.global().allocate(PAGE_BYTES, ALIGNMENT);
    boolean locked = PageLock.lock(page);
    if (!locked && !told) {
      told = true;
      log.warn(
          "keys in memory may be written to swap: raise the limit of locked memory"
              + " (ulimit -l, LimitMEMLOCK), or switch swap off");
    }
    for (long at = 0; at < PAGE_BYTES; at += DataKey.SIZE) {
      free.push(page.asSlice(at, DataKey.SIZE));
      rooms++;
    }
  }

  /** The calls of the C library. */
  private static final class PageLock {

    private PageLock() {}

    /** Whether the page stays in memory. */
    // The compiler warns of every call that could crash the process: both take memory of ours.
    @SuppressWarnings("restricted")
    static boolean lock(MemorySegment page) {
      Linker linker = Linker.nativeLinker();
      SymbolLookup library = linker.defaultLookup();
      FunctionDescriptor lock =
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG);
      FunctionDescriptor advise = lock.appendArgumentLayouts(ValueLayout.JAVA_INT);
      try {
        if (System.getProperty("os.name", "").equals("Linux")) {
          library
              .find("madvise")
              .map(function -> linker.downcallHandle(function, advise))
              .orElseThrow()
              .invoke(page, page.byteSize(), MADV_DONTDUMP);
        }
        int failed =
            (int)
                library
                    .find("mlock")
                    .map(function -> linker.downcallHandle(function, lock))
                    .orElseThrow()
                    .invoke(page, page.byteSize());
        return failed == 0;
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException("a native call throws nothing", e);
      }
    }
  }
}
