package dev.clef.identity.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Advice is given where it helps. */
class HugePagesTest {

  @TempDir private Path folder;

  @Test
  void they_are_missing_where_only_those_who_ask_or_nobody_get_them() throws IOException {
    set(folder, "always [madvise] never");
    assertThat(HugePages.areMissing(folder)).isTrue();
    set(folder, "always madvise [never]");
    assertThat(HugePages.areMissing(folder)).isTrue();
    set(folder.resolve("hugepages-64kB"), "always inherit madvise [never]");
    set(folder.resolve("hugepages-2048kB"), "always [inherit] madvise never");
    assertThat(HugePages.areMissing(folder)).isTrue();
  }

  @Test
  void one_size_is_enough() throws IOException {
    set(folder, "always [madvise] never");
    set(folder.resolve("hugepages-2048kB"), "always [inherit] madvise never");
    set(folder.resolve("hugepages-64kB"), "[always] inherit madvise never");
    assertThat(HugePages.areMissing(folder)).isFalse();
  }

  @Test
  void nothing_is_said_where_they_are_given_or_nothing_is_known() throws IOException {
    assertThat(HugePages.areMissing(folder)).as("no Linux").isFalse();
    assertThat(HugePages.areMissing(folder.resolve("absent"))).isFalse();
    set(folder, "[always] madvise never");
    assertThat(HugePages.areMissing(folder)).isFalse();
  }

  /** It is advice: what cannot be read keeps nobody from starting. */
  @Test
  void what_cannot_be_read_stops_nothing() throws IOException {
    Files.createDirectories(folder.resolve("enabled"));
    assertThat(HugePages.areMissing(folder)).isFalse();
    Path other = folder.resolve("other");
    set(other, "always [madvise] never");
    Files.createDirectories(other.resolve("hugepages-64kB/enabled"));
    assertThat(HugePages.areMissing(other)).isFalse();
  }

  private static void set(Path of, String setting) throws IOException {
    Files.createDirectories(of);
    Files.writeString(of.resolve("enabled"), setting + "\n");
  }
}
