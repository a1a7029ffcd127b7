package dev.clef.platform.db;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM started by a test, in a process group of its own like a job of a terminal. */
final class Child implements AutoCloseable {

  private final Process process;
  private final BufferedReader output;
  private final List<String> lines = new ArrayList<>();

  private Child(Process process) {
    this.process = process;
    this.output = process.inputReader();
  }

  static Child start(
      List<String> prefix, String classPath, Class<?> main, Path workingFolder, String... arguments)
      throws IOException {
    // Whoever runs the tests in the background may have them ignore what this test sends.
    List<String> command =
        new ArrayList<>(List.of("setsid", "env", "--default-signal=INT,TERM,HUP"));
    command.addAll(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", classPath, main.getName()));
    command.addAll(List.of(arguments));
    return new Child(
        new ProcessBuilder(command)
            .directory(workingFolder.toFile())
            .redirectErrorStream(true)
            .start());
  }

  /** Reads the output up to a line that starts so, and returns it; ends a child that is silent. */
  String await(String start) throws IOException {
    Thread watchdog = Thread.ofVirtual().start(this::endIfSilent);
    try {
      return read(start);
    } finally {
      watchdog.interrupt();
    }
  }

  private void endIfSilent() {
    try {
      Thread.sleep(Duration.ofMinutes(2));
      process.destroyForcibly();
    } catch (InterruptedException spoke) {
      Thread.currentThread().interrupt();
    }
  }

  private String read(String start) throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      lines.add(line);
      if (line.startsWith(start)) {
        return line;
      }
    }
    throw new IOException("the child ended without " + start + ":\n" + String.join("\n", lines));
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /** What a terminal does for Ctrl-C: SIGINT to every process of the group. */
  void signalGroup() throws IOException, InterruptedException {
    new ProcessBuilder("sh", "-c", "kill -INT -" + process.pid()).start().waitFor();
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  boolean ended(long seconds) throws InterruptedException {
    return process.waitFor(seconds, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!ended(20)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
