package dev.clef.platform.db;

import dev.clef.platform.StartRefused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One PostgreSQL of our own: started, kept running, stopped. A postmaster that dies is started
 * again on the same port after its orphans are ended; the pools reconnect by themselves.
 *
 * <p>Thread-safe. Needs the lock on the data folder.
 */
final class EmbeddedCluster implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(EmbeddedCluster.class);

  /** Recovery after a crash replays at most 512 MB of WAL. */
  private static final Duration READY_WITHIN = Duration.ofSeconds(60);

  private static final Duration STOP_PATIENCE = Duration.ofSeconds(15);
  private static final Duration FIRST_BACKOFF = Duration.ofMillis(50);
  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(5);
  private static final long LONGEST_LOG_BYTES = 8L << 20;

  /** As the server says it: its messages are not translated. */
  private static final String PORT_TAKEN = "Address already in use";

  private final ClusterFiles files;
  private final ClusterProcesses processes;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile boolean stopping;
  private volatile @Nullable Process postmaster;
  private volatile @Nullable Thread supervisor;
  private volatile int port;

  EmbeddedCluster(ClusterFiles files) {
    this.files = files;
    this.processes = new ClusterProcesses(files.cluster());
  }

  /** The port on 127.0.0.1; fixed from the start on. */
  int port() {
    return port;
  }

  /** The pid of the server's first process; 0 when it is not running. */
  long pid() {
    Process process = postmaster;
    return process == null ? 0 : process.pid();
  }

  /**
   * Makes the cluster if needed and starts it on {@code wantedPort} or, where something takes that
   * port first, on another.
   */
  void start(ClusterPort ports) {
    files.initialise();
    endPredecessor();
    port = ports.choose();
    while (!launch()) {
      String said = endOfLog();
      // Whoever took the port first may have let go of it again.
      if (!said.contains(PORT_TAKEN) && ClusterPort.free(port)) {
        throw new StartRefused("PostgreSQL does not start:\n" + said);
      }
      port = ports.another(port);
    }
    supervisor =
        Thread.ofVirtual().name("postgres-" + files.settings().name()).start(this::supervise);
  }

  /** Stops the server and waits until it is down; closed twice is closed once. */
  @Override
  public void close() {
    stopping = true;
    lock.lock();
    try {
      Process process = postmaster;
      if (process != null) {
        ClusterProcesses.stop(process.toHandle(), STOP_PATIENCE);
      }
    } finally {
      lock.unlock();
    }
    awaitSupervisor();
  }

  // After the end nothing may touch the folder: the next process may hold its lock.
  private void awaitSupervisor() {
    Thread thread = supervisor;
    if (thread == null) {
      return;
    }
    thread.interrupt();
    try {
      thread.join(STOP_PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void endPredecessor() {
    processes
        .postmaster()
        .ifPresent(orphan -> {
          log.info(
              "Stopping PostgreSQL {} ({}), left by a predecessor that was killed",
              files.settings().name(),
              orphan.pid());
          ClusterProcesses.stop(orphan, STOP_PATIENCE);
        });
    clearTheWay();
  }

  private void clearTheWay() {
    processes.endStragglers(Duration.ofSeconds(5));
    try {
      processes.dropStalePidFile();
    } catch (IOException e) {
      throw new StartRefused("A stale postmaster.pid cannot be removed.", e);
    }
  }

  /** One attempt; false when the server ended before it was ready or was not ready in time. */
  private boolean launch() {
    files.configure(port);
    List<String> command =
        files
            .account()
            .command(
                List.of(
                    files.binaries().program("postgres").toString(),
                    "-D",
                    files.cluster().toString()));
    lock.lock();
    try {
      if (stopping) {
        return false;
      }
      boundLog();
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(files.log().toFile()))
              .start();
      process.getOutputStream().close();
      postmaster = process;
      return awaitReady(process);
    } catch (IOException e) {
      throw new StartRefused("PostgreSQL cannot be started.", e);
    } finally {
      lock.unlock();
    }
  }

  private boolean awaitReady(Process process) {
    long deadlineNanos = System.nanoTime() + READY_WITHIN.toNanos();
    while (process.isAlive()
        && !stopping
        && !Thread.currentThread().isInterrupted()
        && System.nanoTime() < deadlineNanos) {
      if (processes.ready(process.pid())) {
        return true;
      }
      ClusterProcesses.pause(Duration.ofMillis(5));
    }
    ClusterProcesses.stop(process.toHandle(), STOP_PATIENCE);
    return false;
  }

  private void supervise() {
    Duration backoff = FIRST_BACKOFF;
    while (!stopping) {
      Process process = postmaster;
      if (process == null || !endedWithin(process, Duration.ofSeconds(30))) {
        boundLog();
        backoff = FIRST_BACKOFF;
        continue;
      }
      if (stopping) {
        return;
      }
      log.error(
          "PostgreSQL {} ended by itself ({}); starting it again",
          files.settings().name(),
          process.exitValue());
      ClusterProcesses.pause(backoff);
      backoff =
          backoff.multipliedBy(2).compareTo(LONGEST_BACKOFF) < 0
              ? backoff.multipliedBy(2)
              : LONGEST_BACKOFF;
      restart();
    }
  }

  private void restart() {
    try {
      clearTheWay();
      if (launch()) {
        log.info("PostgreSQL {} is up again on port {}", files.settings().name(), port);
      }
    } catch (RuntimeException e) {
      if (stopping) {
        return;
      }
      log.error("PostgreSQL {} could not be started again", files.settings().name(), e);
    }
  }

  private static boolean endedWithin(Process process, Duration patience) {
    try {
      return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  // The server appends (O_APPEND), so cutting the file under it is safe; one old part is kept.
  private void boundLog() {
    Path file = files.log();
    try {
      if (Files.exists(file) && Files.size(file) > LONGEST_LOG_BYTES) {
        Files.copy(
            file,
            file.resolveSibling(file.getFileName() + ".1"),
            StandardCopyOption.REPLACE_EXISTING);
        Files.newOutputStream(file).close();
      }
    } catch (IOException e) {
      log.warn("The log {} cannot be cut", file, e);
    }
  }

  private String endOfLog() {
    try {
      List<String> lines = Files.readAllLines(files.log(), StandardCharsets.UTF_8);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 12), lines.size()));
    } catch (IOException e) {
      return "(no log)";
    }
  }
}
