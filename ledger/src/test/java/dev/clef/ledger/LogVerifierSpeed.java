package dev.clef.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Times the check of a log on one thread; run by hand: {@code LogVerifierSpeed [entries] [folder]}.
 */
final class LogVerifierSpeed {

  private static final int BATCH = 65_536;

  private LogVerifierSpeed() {}

  public static void main(String[] args) throws IOException {
    int size = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    TestLog log = new TestLog();
    long start = System.nanoTime();
    for (int done = 0; done < size; done += BATCH) {
      List<byte[]> batch = new ArrayList<>();
      for (int i = done; i < Math.min(size, done + BATCH); i++) {
        batch.add(TestLog.leaf(i).encode());
      }
      log.append(batch);
    }
    report("grown", size, start);
    for (int round = 0; round < 5; round++) {
      start = System.nanoTime();
      report(log.verify().getClass().getSimpleName() + " in memory", size, start);
    }
    if (args.length > 1) {
      Path folder = Path.of(args[1]);
      for (Map.Entry<String, byte[]> file : log.files.entrySet()) {
        Path path = folder.resolve(file.getKey());
        Files.createDirectories(path.getParent());
        Files.write(path, file.getValue());
      }
      Files.writeString(folder.resolve("log.vkey"), TestLog.SIGNER.key() + "\n");
      start = System.nanoTime();
      LogVerdict verdict =
          new LogVerifier(new FolderSource(folder), TestLog.SIGNER.key(), LeafFormat.CLEF).verify();
      report(verdict.getClass().getSimpleName() + " from files", size, start);
    }
  }

  private static void report(String what, int size, long start) {
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf("%s: %d entries in %.2f s, %.0f/s%n", what, size, seconds, size / seconds);
  }
}
