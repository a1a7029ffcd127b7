package dev.clef.testing;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/**
 * A base backup of a running cluster by the functions that PostgreSQL has for it, which is what
 * every tool does; with the write-ahead log that makes it consistent.
 */
public final class BaseBackup {

  /** Their content belongs to the running server (PostgreSQL: Making a Base Backup). */
  private static final Set<String> NOT_COPIED =
      Set.of(
          "pg_wal",
          "pg_replslot",
          "pg_dynshmem",
          "pg_notify",
          "pg_serial",
          "pg_snapshots",
          "pg_stat_tmp",
          "pg_subtrans");

  private BaseBackup() {}

  /** Copies the cluster in {@code folder}, reached by {@code superuser}, to {@code target}. */
  public static void take(Connection superuser, Path folder, Path target)
      throws SQLException, IOException {
    try (Statement statement = superuser.createStatement()) {
      statement.execute("select pg_backup_start('test', fast => true)");
      copy(folder, target, false);
      try (var row =
          statement.executeQuery(
              "select labelfile from pg_backup_stop(wait_for_archive => false)")) {
        row.next();
        Files.writeString(target.resolve("backup_label"), row.getString(1));
      }
    }
    copy(folder.resolve("pg_wal"), target.resolve("pg_wal"), true);
  }

  private static void copy(Path from, Path to, boolean all) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {

          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Path copy = to.resolve(from.relativize(folder));
            if (!Files.isDirectory(copy)) {
              Files.copy(folder, copy, StandardCopyOption.COPY_ATTRIBUTES);
            }
            boolean empty = !all && NOT_COPIED.contains(from.relativize(folder).toString());
            return empty ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (!file.getFileName().toString().startsWith("postmaster.")) {
              try {
                Files.copy(
                    file,
                    to.resolve(from.relativize(file)),
                    StandardCopyOption.COPY_ATTRIBUTES,
                    StandardCopyOption.REPLACE_EXISTING);
              } catch (NoSuchFileException goneMeanwhile) {
                return FileVisitResult.CONTINUE;
              }
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        });
  }
}
