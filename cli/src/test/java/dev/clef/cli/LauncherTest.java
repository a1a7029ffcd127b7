package dev.clef.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.cli.FakeMachine.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher at the root of the tree, run by the sh of this machine. */
class LauncherTest {

  private final FakeMachine machine;

  LauncherTest(@TempDir Path folder) throws IOException {
    machine =
        new FakeMachine(folder, Path.of(Objects.requireNonNull(System.getProperty("clef.root"))));
  }

  @Test
  void the_newest_jdk_is_found_when_the_default_java_is_old() throws Exception {
    machine.with("PATH", machine.jdk("old", "17.0.15").resolve("bin") + ":" + machine.path("bin"));
    machine.jdk("jvms/a", "25.0.3");
    machine.jdk("jvms/b", "25.0.11");
    machine.jdk("jvms/c", "24.0.2");

    assertThat(machine.clef("run").output()).contains("jvms/b/bin/java\n");
  }

  @Test
  void java_home_goes_before_a_newer_jdk() throws Exception {
    machine.jdk("jvms/newer", "26");
    machine.with("JAVA_HOME", machine.jdk("mine", "25").toString());

    assertThat(machine.clef("run").output()).contains("mine/bin/java\n");
  }

  @Test
  void a_java_home_that_is_too_old_is_passed_over() throws Exception {
    machine.with("JAVA_HOME", machine.jdk("mine", "1.8.0_402").toString());
    machine.jdk("jvms/good", "25-ea");

    assertThat(machine.clef("run").output()).contains("jvms/good/bin/java\n");
  }

  @Test
  void a_jdk_in_the_layout_of_macos_is_found() throws Exception {
    machine.jdk("jvms/temurin-25.jdk/Contents/Home", "25.0.1");

    assertThat(machine.clef("run").output()).contains("Contents/Home/bin/java\n");
  }

  @Test
  void a_jdk_behind_a_link_on_the_path_is_found() throws Exception {
    Path jdk = machine.jdk("hidden", "25");
    Files.createSymbolicLink(machine.path("bin/java"), jdk.resolve("bin/java"));

    assertThat(machine.clef("run").output()).contains("hidden/bin/java\n");
  }

  @Test
  void a_runtime_without_a_compiler_is_no_jdk() throws Exception {
    Files.delete(machine.jdk("jvms/jre", "25").resolve("bin/javac"));

    assertThat(machine.clef("run").exitCode()).isEqualTo(3);
  }

  @Test
  void without_a_jdk_one_message_says_how_to_get_one() throws Exception {
    machine.jdk("jvms/old", "24.0.2");

    Ran ran = machine.clef("run");

    assertThat(ran.exitCode()).isEqualTo(3);
    assertThat(ran.output())
        .contains("no JDK 25 or newer was found")
        .contains("apt install temurin-25-jdk maven")
        .contains("brew install")
        .contains("sdk install java");
    assertThat(machine.builds()).isZero();
  }

  @Test
  void without_maven_the_same_message_says_so() throws Exception {
    machine.jdk("jvms/good", "25");
    Files.delete(machine.path("bin/mvn"));

    Ran ran = machine.clef("run");

    assertThat(ran.exitCode()).isEqualTo(3);
    assertThat(ran.output()).contains("no Maven").contains("apt install temurin-25-jdk maven");
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.8.6", "3.6.3", "2.2.1"})
  void an_old_maven_is_named(String version) throws Exception {
    machine.jdk("jvms/good", "25");

    Ran ran = machine.with("FAKE_MAVEN_VERSION", version).clef("run");

    assertThat(ran.exitCode()).isEqualTo(3);
    assertThat(ran.output()).contains("the Maven on the PATH is " + version);
  }

  @Test
  void only_what_changed_is_built_again() throws Exception {
    machine.jdk("jvms/good", "25");
    machine.clef("run");
    machine.clef("run");
    assertThat(machine.builds()).as("a second start").isEqualTo(1);

    machine.write("server/src/main/Main.java", "class Main { int changed; }");
    machine.clef("run");
    assertThat(machine.builds()).as("a changed source").isEqualTo(2);

    machine.write("bench/src/main/Main.java", "class Main { int changed; }");
    machine.write("server/src/test/SomeTest.java", "class SomeTest {}");
    machine.clef("run");
    assertThat(machine.builds()).as("a change the server does not hold").isEqualTo(2);

    machine.write("ledger/src/main/Main.java", "class Main { int changed; }");
    machine.clef("run");
    assertThat(machine.builds()).as("a changed source below it").isEqualTo(3);

    Files.delete(machine.path("ledger/src/main/Main.java"));
    machine.clef("run");
    assertThat(machine.builds()).as("a source taken away").isEqualTo(4);

    Files.delete(machine.path("server/target/clef-server.jar"));
    machine.clef("run");
    assertThat(machine.builds()).as("a jar taken away").isEqualTo(5);

    machine.write("server/target/clef-server.jar", "made by hand from other sources");
    machine.clef("run");
    assertThat(machine.builds()).as("a jar replaced").isEqualTo(6);

    machine.jdk("jvms/better", "25.0.1");
    machine.clef("run");
    assertThat(machine.builds()).as("another JDK").isEqualTo(7);
  }

  @Test
  void a_changed_filter_is_built_into_server_and_commands() throws Exception {
    machine.jdk("jvms/good", "25");
    machine.clef("run");
    machine.clef("passwords", "info", "x");
    assertThat(machine.builds()).isEqualTo(2);

    machine.write("blocklist/src/main/Main.java", "class Main { int changed; }");

    machine.clef("run");
    assertThat(machine.clef("passwords", "info", "x").output())
        .contains("clef-cli.jar\narg passwords\narg info\narg x\n");
    assertThat(machine.builds()).isEqualTo(4);
  }

  @Test
  void the_build_of_the_benchmarks_makes_the_server_they_start() throws Exception {
    machine.jdk("jvms/good", "25");
    machine.clef("run");
    machine.clef("conformance");
    assertThat(machine.builds()).as("the benchmarks, and the server with them").isEqualTo(2);
    machine.clef("run");
    machine.clef("conformance");
    assertThat(machine.builds()).as("nothing changed").isEqualTo(2);
    machine.clef("bench");
    assertThat(machine.builds()).as("the commands, with which they import").isEqualTo(3);

    Files.delete(machine.path("server/target/clef-server.jar"));
    assertThat(machine.clef("conformance").output()).contains("clef-bench.jar");
    assertThat(machine.builds()).as("a server taken away").isEqualTo(4);
  }

  @Test
  void a_failed_build_shows_its_log_and_is_tried_again() throws Exception {
    machine.jdk("jvms/good", "25");

    Ran ran = machine.with("FAKE_BUILD_FAILS", "yes").clef("run");

    assertThat(ran.exitCode()).isEqualTo(4);
    assertThat(ran.output()).contains("a semicolon is missing").doesNotContain("arg -jar");
    assertThat(machine.with("FAKE_BUILD_FAILS", "").clef("run").exitCode()).isZero();
  }

  @Test
  void the_flags_of_run_become_settings() throws Exception {
    machine.jdk("jvms/good", "25");

    Ran ran =
        machine.clef("run", "--port", "9443", "--host=0.0.0.0", "--data", "my data", "--a.b=c d");

    assertThat(ran.output())
        .contains("arg --server.port=9443\n")
        .contains("arg --management.server.port=9444\n")
        .contains("arg --server.address=0.0.0.0\n")
        .contains("/else where/my data\n")
        .contains("arg --a.b=c d\n");
  }

  @Test
  void the_trial_mode_has_a_folder_of_its_own() throws Exception {
    machine.jdk("jvms/good", "25");

    assertThat(machine.with("CLEF_DATA", "/real").clef("run", "--demo").output())
        .contains("arg --clef.demo=true\n")
        .contains("/clef-demo-data\n")
        .doesNotContain("/real");
    assertThat(machine.clef("run", "--data=/mine", "--demo").output())
        .contains("arg --clef.demo=true\n")
        .contains("arg --clef.data=/mine\n");
    assertThat(machine.clef("run").output())
        .contains("arg --clef.data=/real\n")
        .doesNotContain("demo");
  }

  @Test
  void the_data_folder_does_not_depend_on_where_the_launcher_is_called() throws Exception {
    machine.jdk("jvms/good", "25");

    assertThat(machine.clef("run").output())
        .contains("arg --clef.data=")
        .contains("a machine/clef-data\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--port=0x1", "--port=65535", "--port=", "--port", "--prot=1", "now"})
  void a_wrong_flag_is_refused_before_anything_is_built(String flag) throws Exception {
    machine.jdk("jvms/good", "25");

    Ran ran = machine.clef("run", flag);

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.output()).startsWith("clef: ");
    assertThat(machine.builds()).isZero();
  }

  @Test
  void java_takes_the_place_of_the_launcher_so_that_signals_reach_it() throws Exception {
    machine.jdk("jvms/good", "25");

    Ran ran = machine.clef("run");

    assertThat(ran.output()).contains("pid " + ran.pid() + "\n");
  }

  @Test
  void the_launcher_works_through_links() throws Exception {
    machine.jdk("jvms/good", "25");
    Files.createDirectory(machine.path("links"));
    Files.createSymbolicLink(machine.path("links/one"), Path.of("../clef"));
    Files.createSymbolicLink(machine.path("links/two"), machine.path("links/one"));

    assertThat(machine.run(machine.path("links/two"), "run").output())
        .contains("a machine/server/target/clef-server.jar\n");
  }

  @Test
  void admin_commands_get_their_words_and_give_their_exit_code() throws Exception {
    machine.jdk("jvms/good", "25");

    Ran ran = machine.with("FAKE_JAVA_EXIT", "1").clef("verify", "a log", "--json");

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.output())
        .contains("clef-cli.jar\narg verify\narg a log\narg --json\n")
        .doesNotContain("clef-server.jar");
  }

  @Test
  void the_aot_cache_is_used_where_there_is_one() throws Exception {
    machine.jdk("jvms/good", "25");
    assertThat(machine.clef("run").output()).doesNotContain("AOTCache");

    machine.write("server/target/clef-server.aot", "cache");

    assertThat(machine.clef("run").output()).contains("server/target/clef-server.aot\n");
  }

  @Test
  void help_and_version_need_nothing_installed() throws Exception {
    Files.delete(machine.path("bin/mvn"));

    assertThat(machine.clef("--help"))
        .satisfies(ran -> {
          assertThat(ran.exitCode()).isZero();
          assertThat(ran.output())
              .contains("run", "test", "bench", "import", "verify", "log", "passwords");
        });
    assertThat(machine.clef("--version").output()).isEqualTo("clef 7.8.9\n");
    assertThat(machine.clef().exitCode()).isEqualTo(2);
    assertThat(machine.clef("fly").output()).contains("unknown command 'fly'");
  }
}
