package dev.clef.platform.db;

import dev.clef.platform.DataFolder;
import dev.clef.platform.StartRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.util.FileSystemUtils;

/** The folder of one embedded cluster: made once by initdb, its settings written at every start. */
record ClusterFiles(
    DataFolder folder,
    PostgresBinaries binaries,
    PostgresAccount account,
    ClusterSettings settings) {

  static final String SUPERUSER = "clef_superuser";

  Path cluster() {
    return folder.cluster(settings.name());
  }

  Path log() {
    return folder.log().resolve("postgres-" + settings.name() + ".log");
  }

  /** The password of the superuser is the content of the secret file of this name. */
  String superuserSecret() {
    return settings.name() + "-" + SUPERUSER;
  }

  /** Makes the cluster where it is absent; a crash in between leaves a draft that is discarded. */
  void initialise() {
    if (Files.exists(cluster().resolve("PG_VERSION"))) {
      return;
    }
    Path draft = folder.root().resolve(settings.name() + ".draft");
    try {
      new ClusterProcesses(draft).endStragglers(Duration.ofSeconds(2));
      FileSystemUtils.deleteRecursively(draft);
      Files.createDirectory(draft);
      account.own(draft);
      initdb(draft);
      Files.move(draft, cluster(), StandardCopyOption.ATOMIC_MOVE);
      DataFolder.syncFolder(folder.root());
    } catch (IOException e) {
      throw new StartRefused("The database cluster " + cluster() + " cannot be made.", e);
    }
  }

  /** Writes the settings and hands the folder to the account that runs the server. */
  void configure(int port) {
    try {
      Files.writeString(cluster().resolve("postgresql.conf"), settings.configuration(port));
      Files.writeString(cluster().resolve("pg_hba.conf"), ClusterSettings.access());
      account.own(cluster());
    } catch (IOException e) {
      throw new StartRefused("The database cluster " + cluster() + " cannot be configured.", e);
    }
  }

  private void initdb(Path draft) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                binaries.program("initdb").toString(),
                "--pgdata=" + draft,
                "--username=" + SUPERUSER,
                "--auth=scram-sha-256",
                "--pwfile=" + folder.secrets().resolve(superuserSecret()),
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--locale=C.UTF-8",
                "--builtin-locale=C.UTF-8",
                "--data-checksums"));
    if ("off".equals(settings.overrides().get("fsync"))) {
      command.add("--no-sync");
    }
    Process process =
        new ProcessBuilder(account.command(command)).redirectErrorStream(true).start();
    String output;
    try (var reader = process.inputReader()) {
      output = String.join("\n", reader.lines().toList());
    }
    try {
      if (process.waitFor() != 0) {
        throw new StartRefused("initdb failed:\n" + output);
      }
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new StartRefused("Interrupted while the database was being made.", e);
    }
  }
}
