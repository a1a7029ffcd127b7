package dev.clef.staff;

import dev.clef.identity.credentials.HashingLoad;
import dev.clef.identity.credentials.PasswordHasher;
import dev.clef.platform.DataFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Looks at this node: databases, disk, hashing, versions. */
final class Machine {

  /** A database: whether it answers, and a way in. */
  record Server(HealthIndicator health, JdbcClient jdbc) {

    boolean isUp() {
      Health now = health.health();
      return now != null && Status.UP.equals(now.getStatus());
    }

    /** Its version; null when it does not answer. */
    @Nullable String version() {
      try {
        return jdbc.sql("select current_setting('server_version')").query(String.class).single();
      } catch (DataAccessException away) {
        return null;
      }
    }
  }

  private final Server data;
  private final Server keys;
  private final PasswordHasher hasher;
  private final DataFolder folder;

  Machine(Server data, Server keys, PasswordHasher hasher, DataFolder folder) {
    this.data = data;
    this.keys = keys;
    this.hasher = hasher;
    this.folder = folder;
  }

  HealthFigures health() {
    HashingLoad load = hasher.load();
    try {
      FileStore disk = Files.getFileStore(folder.root());
      return new HealthFigures(
          data.isUp(),
          keys.isUp(),
          disk.getUsableSpace(),
          disk.getTotalSpace(),
          new HealthFigures.HashingFigures(
              load.threads(), load.busy(), load.waiting(), load.queue(), load.refused()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What runs.
   *
   * @param health taken just before: a database that is away is not waited for again
   */
  SystemFigures system(HealthFigures health) {
    return new SystemFigures(
        Machine.class.getPackage().getImplementationVersion(),
        Runtime.version().toString(),
        health.dataDatabase() ? data.version() : null,
        health.keysDatabase() ? keys.version() : null,
        TimeUnit.MILLISECONDS.toSeconds(ManagementFactory.getRuntimeMXBean().getUptime()));
  }
}
