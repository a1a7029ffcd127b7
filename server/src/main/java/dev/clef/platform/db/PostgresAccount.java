package dev.clef.platform.db;

import dev.clef.platform.StartRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * As whom PostgreSQL runs. It refuses to run as root, so as root we step down: into a user
 * namespace, where root is nobody to the program and still the owner of its files to the kernel;
 * or, where namespaces are forbidden (many containers), to a real unprivileged account.
 *
 * @param prefix what stands before the command
 * @param owner the account that must own a cluster's folder; null for ourselves
 */
record PostgresAccount(List<String> prefix, @Nullable String owner) {

  /** By number: a small container may have no name for it. */
  private static final String NOBODY = "65534";

  private static final List<String> NAMESPACE = List.of("unshare", "-U");

  /**
   * One capability stays, to pass through folders closed to others; no_setuid_fixup because
   * access(2) would drop it.
   */
  private static final List<String> STEP_DOWN =
      List.of(
          "setpriv",
          "--securebits=+no_setuid_fixup",
          "--reuid=" + NOBODY,
          "--regid=" + NOBODY,
          "--clear-groups",
          "--inh-caps=-all,+dac_override",
          "--ambient-caps=-all,+dac_override",
          "--bounding-set=-all,+dac_override");

  /** The way that works here, found by trying. */
  static PostgresAccount choose(Path folder) {
    if (!root(folder)) {
      return new PostgresAccount(List.of(), null);
    }
    if (works(NAMESPACE)) {
      return new PostgresAccount(NAMESPACE, null);
    }
    if (works(STEP_DOWN)) {
      return stepDown();
    }
    throw new StartRefused(
        "PostgreSQL does not run as root, and neither 'unshare -U' nor 'setpriv' works here."
            + " Run Clef as a normal user, or give external databases: CLEF_DB_URL and"
            + " CLEF_KEYS_DB_URL.");
  }

  static PostgresAccount stepDown() {
    return new PostgresAccount(STEP_DOWN, NOBODY);
  }

  /** The command as this account, in a session of its own where the system has setsid. */
  List<String> command(List<String> command) {
    List<String> whole = new ArrayList<>();
    // A Ctrl-C goes to the whole foreground group; the database must outlive the web server.
    if (onPath("setsid")) {
      whole.add("setsid");
    }
    whole.addAll(prefix);
    whole.addAll(command);
    return whole;
  }

  /** Hands a folder and all in it to the account, or back to us after the way has changed. */
  void own(Path folder) throws IOException {
    UserPrincipal us = Files.getOwner(parent(folder));
    UserPrincipal wanted =
        owner == null
            ? us
            : folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(owner);
    if (wanted.equals(Files.getOwner(folder))) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      // From the leaves up: the folder itself changes last, so an interrupted change is redone.
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        PosixFileAttributeView view =
            Files.getFileAttributeView(
                path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        view.setOwner(wanted);
      }
    }
  }

  private static Path parent(Path folder) {
    Path parent = folder.toAbsolutePath().getParent();
    return parent == null ? folder : parent;
  }

  // Files of root have uid 0; the folder is ours, or DataFolder would have refused it.
  private static boolean root(Path folder) {
    try {
      return Integer.valueOf(0).equals(Files.getAttribute(folder, "unix:uid"));
    } catch (IOException e) {
      throw new StartRefused("The owner of " + folder + " cannot be read.", e);
    }
  }

  private static boolean works(List<String> prefix) {
    List<String> command = new ArrayList<>(prefix);
    command.add("true");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (process.waitFor(5, TimeUnit.SECONDS)) {
        return process.exitValue() == 0;
      }
      process.destroyForcibly();
      return false;
    } catch (IOException absent) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static boolean onPath(String program) {
    for (String folder : System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(":", -1)) {
      if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }
}
