package dev.clef.testing;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * The memory of another process that it keeps out of core dumps: where Clef has its keys. Read as
 * root or the owner of a child process can, from {@code /proc} of Linux.
 *
 * @param locked whether all of it stays out of swap
 * @param content all of it
 */
public record KeyPages(boolean locked, byte[] content) {

  private static final String NOT_DUMPED = "dd";
  private static final String DEVICE = "io";
  private static final String LOCKED = "lo";

  /** One mapping: its first and last address, and its flags. */
  private record Mapping(long from, long to, List<String> flags) {}

  /** Skips a test, and says so, where the memory of a process cannot be read. */
  public static void required() {
    boolean there = Files.isReadable(Path.of("/proc/self/smaps"));
    if (!there) {
      System.out.println("SKIPPED: the memory of a process can be read on Linux only.");
    }
    Assumptions.assumeTrue(there, "no /proc/self/smaps");
  }

  /** Those of a process now. */
  public static KeyPages of(long pid) throws IOException {
    List<Mapping> pages =
        mappings(pid).stream()
            .filter(one -> one.flags().contains(NOT_DUMPED) && !one.flags().contains(DEVICE))
            .toList();
    int size = Math.toIntExact(pages.stream().mapToLong(one -> one.to() - one.from()).sum());
    byte[] content = new byte[size];
    int at = 0;
    try (RandomAccessFile memory = new RandomAccessFile("/proc/" + pid + "/mem", "r")) {
      for (Mapping page : pages) {
        int length = (int) (page.to() - page.from());
        memory.seek(page.from());
        memory.readFully(content, at, length);
        at += length;
      }
    }
    boolean locked = pages.stream().allMatch(one -> one.flags().contains(LOCKED));
    return new KeyPages(locked, content);
  }

  private static List<Mapping> mappings(long pid) throws IOException {
    List<Mapping> mappings = new ArrayList<>();
    String addresses = "";
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps"))) {
      if (line.startsWith("VmFlags:")) {
        String[] ends = addresses.split("-", -1);
        mappings.add(
            new Mapping(
                Long.parseUnsignedLong(ends[0], 16),
                Long.parseUnsignedLong(ends[1], 16),
                List.of(line.substring("VmFlags:".length()).strip().split(" ", -1))));
      } else if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
        addresses = line.substring(0, line.indexOf(' '));
      }
    }
    return mappings;
  }
}
