package dev.clef.platform.db;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The processes of one cluster as the system shows them: its postmaster, also one left over from a
 * predecessor that was killed, and backends that have lost their postmaster.
 *
 * @param folder the cluster's folder, absolute and real
 */
record ClusterProcesses(Path folder) {

  private static final Path PROC = Path.of("/proc");

  /** The first line of {@code postmaster.pid}, when that process is a PostgreSQL of this folder. */
  Optional<ProcessHandle> postmaster() {
    return pidFile().stream()
        .findFirst()
        .flatMap(ClusterProcesses::pid)
        .flatMap(ProcessHandle::of)
        .filter(ProcessHandle::isAlive)
        .filter(this::isPostgresHere);
  }

  /** Whether the postmaster of this pid says in its pid file that it takes connections. */
  boolean ready(long pid) {
    List<String> lines = pidFile();
    return lines.size() >= 8
        && lines.getFirst().strip().equals(Long.toString(pid))
        && lines.get(7).strip().equals("ready");
  }

  /**
   * Removes a pid file whose process is not of this folder: after a crash the number may belong to
   * anybody, and PostgreSQL would not start for it. Only for the holder of the data folder's lock.
   */
  void dropStalePidFile() throws IOException {
    if (postmaster().isEmpty() && stragglers().isEmpty()) {
      Files.deleteIfExists(folder.resolve("postmaster.pid"));
    }
  }

  /**
   * Live processes working in this folder, found by their working directory; elsewhere than on
   * Linux none are found, and the backends end by themselves when they miss their postmaster.
   */
  List<ProcessHandle> stragglers() {
    if (!Files.isDirectory(PROC.resolve("self"))) {
      return List.of();
    }
    return ProcessHandle.allProcesses().filter(process -> worksHere(process.pid())).toList();
  }

  /** Sends a signal ("INT", "QUIT", "KILL"); a process that is gone is no error. */
  static void signal(String signal, Collection<ProcessHandle> processes) {
    if (processes.isEmpty()) {
      return;
    }
    String pids =
        processes.stream().map(p -> Long.toString(p.pid())).collect(Collectors.joining(" "));
    try {
      Process kill =
          new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pids)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      kill.waitFor(5, TimeUnit.SECONDS);
    } catch (IOException e) {
      processes.forEach(ProcessHandle::destroy);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Fast shutdown (SIGINT), then an immediate one (SIGQUIT), then the end (SIGKILL). */
  static void stop(ProcessHandle process, Duration patience) {
    for (String signal : List.of("INT", "QUIT", "KILL")) {
      signal(signal, List.of(process));
      if (ended(process, patience)) {
        return;
      }
    }
  }

  /** Ends backends without a postmaster; they hold the shared memory that a new one needs. */
  void endStragglers(Duration patience) {
    for (String signal : List.of("QUIT", "KILL")) {
      List<ProcessHandle> left = stragglers();
      signal(signal, left);
      if (left.stream().allMatch(process -> ended(process, patience))) {
        return;
      }
    }
  }

  /** Waits for the end; polls, because a process that is not our child cannot be awaited. */
  static boolean ended(ProcessHandle process, Duration patience) {
    long deadlineNanos = System.nanoTime() + patience.toNanos();
    while (process.isAlive()) {
      if (System.nanoTime() > deadlineNanos || Thread.currentThread().isInterrupted()) {
        return false;
      }
      pause(Duration.ofMillis(10));
    }
    return true;
  }

  static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isPostgresHere(ProcessHandle process) {
    String command = command(process.pid());
    return command.contains("postgres") && command.contains("-D " + folder);
  }

  private List<String> pidFile() {
    try {
      return Files.readAllLines(folder.resolve("postmaster.pid"), StandardCharsets.ISO_8859_1);
    } catch (IOException absent) {
      return List.of();
    }
  }

  private static Optional<Long> pid(String line) {
    try {
      return Optional.of(Long.parseLong(line.strip()));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private boolean worksHere(long pid) {
    try {
      return folder.equals(Files.readSymbolicLink(PROC.resolve(Long.toString(pid)).resolve("cwd")));
    } catch (IOException | SecurityException notOurs) {
      return false;
    }
  }

  private static String command(long pid) {
    try {
      Path file = PROC.resolve(Long.toString(pid)).resolve("cmdline");
      if (Files.isReadable(file)) {
        return Files.readString(file, StandardCharsets.ISO_8859_1).replace('\0', ' ');
      }
      Process ps = new ProcessBuilder("ps", "-ww", "-o", "command=", "-p", "" + pid).start();
      try (Stream<String> lines = ps.inputReader().lines()) {
        return String.join(" ", lines.toList());
      }
    } catch (IOException e) {
      return "";
    }
  }
}
