package dev.clef.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A machine on which the launcher can be tried without building anything: a source tree, JDKs and a
 * Maven that are shell scripts which say how they were called, and a PATH that holds nothing else.
 * Every path has a space in it.
 */
final class FakeMachine {

  /** What a run printed (both streams), how it ended, and the process it was. */
  record Ran(int exitCode, String output, long pid) {}

  private static final List<String> TOOLS =
      List.of(
          "cat",
          "cksum",
          "date",
          "dirname",
          "find",
          "grep",
          "head",
          "id",
          "mkdir",
          "readlink",
          "sed",
          "sh",
          "sleep",
          "sort",
          "tail");

  private static final String JAVA =
      """
      #!/bin/sh
      echo "java $0"
      echo "pid $$"
      for each; do echo "arg $each"; done
      exit "${FAKE_JAVA_EXIT:-0}"
      """;

  /** What it builds is another file each time, as an archive of classes is. */
  private static final String MAVEN =
      """
      #!/bin/sh
      if [ "$1" = -v ]; then echo "Apache Maven ${FAKE_MAVEN_VERSION:-3.9.9} (abc)"; exit 0; fi
      echo "$JAVA_HOME: $*" >>maven-calls
      if [ -n "${FAKE_BUILD_FAILS:-}" ]; then echo '[ERROR] a semicolon is missing'; exit 1; fi
      case $4 in
        server | cli) made=$4 ;;
        bench) made='server bench' ;;
        *) made='server cli bench' ;;
      esac
      for module in $made; do
        mkdir -p $module/target
        { cat $module/src/main/Main.java; grep -c '' maven-calls; } >$module/target/clef-$module.jar
      done
      """;

  private final Path home;
  private final Map<String, String> environment = new TreeMap<>();

  FakeMachine(Path folder, Path realRoot) throws IOException {
    home = Files.createDirectories(folder.resolve("a machine"));
    for (String module : List.of("ledger", "blocklist", "server", "cli", "bench")) {
      write(module + "/pom.xml", "<project/>");
      write(module + "/src/main/Main.java", "class Main {} // of " + module);
    }
    write("pom.xml", "<project>\n  <version>7.8.9</version>\n  <version>1</version>\n</project>");
    write(".mvn/jvm.config", "-Xmx1g");
    script("clef", Files.readString(realRoot.resolve("clef")));
    Files.createDirectories(home.resolve("jvms"));
    for (String tool : TOOLS) {
      Path real = Path.of("/usr/bin", tool);
      script(
          "bin/" + tool,
          "#!/bin/sh\nexec " + (Files.exists(real) ? real : "/bin/" + tool) + " \"$@\"\n");
    }
    script("bin/mvn", MAVEN);
    environment.put("PATH", path("bin").toString());
    environment.put("CLEF_JVMS", path("jvms").toString());
    environment.put("HOME", home.toString());
  }

  Path path(String name) {
    return home.resolve(name);
  }

  /** A folder that looks like a JDK of this version. */
  Path jdk(String folder, String version) throws IOException {
    script(folder + "/bin/java", JAVA);
    script(folder + "/bin/javac", JAVA);
    write(folder + "/release", "IMPLEMENTOR=\"Somebody\"\nJAVA_VERSION=\"" + version + "\"\n");
    return path(folder);
  }

  FakeMachine with(String name, String value) {
    environment.put(name, value);
    return this;
  }

  void write(String name, String text) throws IOException {
    Files.createDirectories(parent(name));
    Files.writeString(path(name), text);
  }

  /** How often Maven was asked to build. */
  long builds() throws IOException {
    Path calls = path("maven-calls");
    return Files.exists(calls) ? Files.readAllLines(calls).size() : 0;
  }

  Ran clef(String... arguments) throws IOException, InterruptedException {
    return run(path("clef"), arguments);
  }

  /** Runs a command from a folder that is not the source tree. */
  Ran run(Path command, String... arguments) throws IOException, InterruptedException {
    Path elsewhere = Files.createDirectories(path("else where"));
    Path output = path("output");
    ProcessBuilder builder =
        new ProcessBuilder(command.toString())
            .directory(elsewhere.toFile())
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(output.toFile());
    builder.command().addAll(List.of(arguments));
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("the launcher hangs");
    }
    return new Ran(
        process.exitValue(), Files.readString(output, StandardCharsets.UTF_8), process.pid());
  }

  private void script(String name, String text) throws IOException {
    write(name, text);
    Files.setPosixFilePermissions(path(name), PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Path parent(String name) {
    Path parent = path(name).getParent();
    return parent == null ? home : parent;
  }
}
