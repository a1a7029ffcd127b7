package dev.clef.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the server and its databases have used, read from Linux's /proc.
 *
 * @param cpuSeconds user and system time, ended children of the postmasters included
 * @param residentBytes proportional set size: shared memory is counted once
 */
record Usage(double cpuSeconds, long residentBytes) {

  private static final double TICKS_PER_SECOND = 100;
  private static final int FIRST_TIME = 11;

  static Usage of(long serverPid, Path dataFolder) throws IOException {
    return of(pids(serverPid, dataFolder));
  }

  /** Of these processes and all that they started. */
  static Usage ofTrees(Collection<Long> roots) throws IOException {
    Set<Long> found = new HashSet<>(roots);
    List<Long> all = everyPid();
    for (boolean more = true; more; ) {
      more = false;
      for (long pid : all) {
        more |= found.contains(parent(pid)) && found.add(pid);
      }
    }
    return of(found);
  }

  private static Usage of(Set<Long> pids) throws IOException {
    double cpu = 0;
    long resident = 0;
    for (long pid : pids) {
      try {
        cpu += cpu(pid);
        resident += resident(pid);
      } catch (NoSuchFileException e) {
        // A backend that ended meanwhile; its postmaster has its time.
      }
    }
    return new Usage(cpu, resident);
  }

  /** The server, the postmasters of its data folder, and their children. */
  private static Set<Long> pids(long serverPid, Path dataFolder) throws IOException {
    Set<Long> found = new HashSet<>();
    found.add(serverPid);
    List<Long> all = everyPid();
    for (long pid : all) {
      if (commandLine(pid).contains(dataFolder.toString())) {
        found.add(pid);
      }
    }
    for (long pid : all) {
      if (found.contains(parent(pid))) {
        found.add(pid);
      }
    }
    return found;
  }

  private static List<Long> everyPid() throws IOException {
    List<Long> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of("/proc"))) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.chars().allMatch(Character::isDigit))
          .forEach(name -> all.add(Long.parseLong(name)));
    }
    return all;
  }

  private static String commandLine(long pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/cmdline"));
    } catch (IOException e) {
      return "";
    }
  }

  private static long parent(long pid) {
    try {
      return Long.parseLong(stat(pid)[1]);
    } catch (IOException e) {
      return -1;
    }
  }

  private static double cpu(long pid) throws IOException {
    String[] stat = stat(pid);
    double ticks = 0;
    for (int i = FIRST_TIME; i < FIRST_TIME + 4; i++) {
      ticks += Long.parseLong(stat[i]);
    }
    return ticks / TICKS_PER_SECOND;
  }

  /** The fields after the command name: state, parent, …; see proc(5). */
  private static String[] stat(long pid) throws IOException {
    String line = Files.readString(Path.of("/proc/" + pid + "/stat"));
    return line.substring(line.lastIndexOf(')') + 2).split(" ");
  }

  private static long resident(long pid) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
      if (line.startsWith("Pss:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
      }
    }
    return 0;
  }
}
