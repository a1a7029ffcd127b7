package dev.clef.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;

/**
 * The report of an import as a JSON file, readable by its owner alone. Its members are frozen by a
 * golden file; a change of them is a new {@code report} number.
 */
final class ImportReport {

  private static final String FORMAT = "clef-import-report-1";

  private ImportReport() {}

  /**
   * Makes the file before anything else is done, so that an import does not end without its report.
   *
   * @throws CliException when it cannot be written there
   */
  static void reserve(Path file) {
    try {
      Files.write(
          file, new byte[0], StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
      PosixFileAttributeView posix = Files.getFileAttributeView(file, PosixFileAttributeView.class);
      if (posix != null) {
        posix.setPermissions(PosixFilePermissions.fromString("rw-------"));
      }
    } catch (IOException e) {
      throw CliException.environment("the report cannot be written to " + file);
    }
  }

  /** Writes it into the file that was made for it. */
  static void write(Path file, ImportResult result) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(
          Json.MAPPER
              .writer()
              .with(SerializationFeature.INDENT_OUTPUT)
              .writeValueAsBytes(members(result)));
      out.write('\n');
    }
  }

  private static Map<String, Object> members(ImportResult result) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("report", FORMAT);
    all.put("source", result.file().source());
    all.put("file_sha256", result.file().sha256());
    all.put("realms", result.file().realms());
    all.put("import_id", result.importId());
    all.put("dry_run", result.dryRun());
    all.put("complete", result.stop().isEmpty());
    result.stop().ifPresent(stop -> all.put("stopped", stopped(stop)));
    all.put("started", result.startedAt().toString());
    all.put("seconds", result.took().toMillis() / 1e3);
    all.put("records", result.records());
    all.put("resumed_at", result.resumedAt());
    all.put("outcomes", result.outcomes());
    all.put("reasons", result.of("reason"));
    all.put("people", result.of("people"));
    all.put("attributes", result.attributes());
    all.put("federated_users_left_out", result.file().federated());
    all.put("rejects_not_listed", result.rejectsNotListed());
    all.put("rejects", rejects(result.rejects()));
    return all;
  }

  private static Map<String, Object> stopped(ImportStop stop) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("problem", stop.problem());
    switch (stop) {
      case ImportStop.Malformed malformed -> {
        members.put("line", malformed.line());
        members.put("column", malformed.column());
        members.put("byte", malformed.offsetBytes());
      }
      case ImportStop.Refused refused -> {}
    }
    return members;
  }

  private static List<Map<String, Object>> rejects(List<ImportResult.Reject> rejects) {
    return rejects.stream().map(ImportReport::reject).toList();
  }

  private static Map<String, Object> reject(ImportResult.Reject reject) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("index", reject.index());
    members.put("line", reject.line());
    members.put("reason", reject.reason());
    return members;
  }
}
