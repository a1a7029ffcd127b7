package dev.clef.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class DataKeyTest {

  private static DataKey filled(int with) {
    byte[] bytes = new byte[DataKey.SIZE];
    Arrays.fill(bytes, (byte) with);
    return new DataKey(with, bytes);
  }

  @Test
  void a_kept_key_is_a_copy_of_its_own() {
    DataKey brief = filled(7);
    DataKey kept = brief.kept();
    brief.wipe();
    assertThat(kept.copy()).containsOnly(7);
    assertThat(kept.version()).isEqualTo(7);
    assertThat(kept).hasToString("DataKey[version=7, <redacted>]");
    kept.wipe();
    kept.wipe();
    assertThatExceptionOfType(KeyUnavailable.class).isThrownBy(kept::copy);
    assertThatExceptionOfType(KeyUnavailable.class).isThrownBy(kept::kept);
    assertThatIllegalArgumentException().isThrownBy(() -> new DataKey(1, new byte[31]));
  }

  @Test
  void room_that_was_given_back_is_used_again_and_holds_no_old_key() {
    List<DataKey> many = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      many.add(filled(i).kept());
    }
    for (int i = 0; i < 5000; i++) {
      assertThat(many.get(i).copy()).containsOnly((byte) i);
    }
    many.forEach(DataKey::wipe);
    assertThat(KeyMemory.shared().take().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE))
        .containsOnly(0);
  }

  @Test
  void whoever_reads_while_a_room_changes_hands_gets_the_key_or_nothing() throws Exception {
    AtomicReference<DataKey> current = new AtomicReference<>(filled(1).kept());
    long end = System.nanoTime() + 1_000_000_000L;
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      List<Future<Long>> readers = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        readers.add(threads.submit(() -> read(current, end)));
      }
      for (int next = 2; System.nanoTime() < end; next = next % 100 + 1) {
        DataKey old = current.getAndSet(filled(next).kept());
        old.wipe(); // the next key takes its room
      }
      for (Future<Long> reader : readers) {
        assertThat(reader.get()).as("keys that were read whole").isPositive();
      }
    }
  }

  private static long read(AtomicReference<DataKey> current, long end) {
    long whole = 0;
    while (System.nanoTime() < end) {
      DataKey key = current.get();
      try {
        byte[] copy = key.copy();
        for (byte one : copy) {
          if (one != (byte) key.version()) {
            throw new AssertionError("key " + key.version() + " reads " + Arrays.toString(copy));
          }
        }
        whole++;
      } catch (KeyUnavailable wiped) {
        Thread.onSpinWait();
      }
    }
    return whole;
  }
}
