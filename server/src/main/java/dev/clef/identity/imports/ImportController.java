package dev.clef.identity.imports;

import dev.clef.platform.web.FieldReason;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.openapi.Described;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Imports, for whoever holds the operator token; {@code ./clef import} is their client. */
@RestController
@RequestMapping("/api/v1/imports")
class ImportController {

  private static final int MAX_BATCH = 2000;
  private static final int DIGEST_BYTES = 32;

  private final Imports imports;

  ImportController(Imports imports) {
    this.imports = imports;
  }

  /** Begins an import, or finds the unfinished one of the same file. */
  @Described(
      value = "Begin an import, or find the unfinished one of the same file. Operator.",
      problems = {"invalid_fields", "forbidden"})
  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  ImportJob open(@RequestBody NewImport entered) {
    ImportSource source =
        ImportSource.of(entered.source())
            .orElseThrow(() -> Problem.field("source", FieldReason.UNSUPPORTED));
    return imports.open(source, digest(entered.fileSha256()), entered.dryRun());
  }

  private static byte[] digest(@Nullable String hex) {
    try {
      byte[] digest = HexFormat.of().parseHex(hex == null ? "" : hex);
      if (digest.length == DIGEST_BYTES) {
        return digest;
      }
    } catch (IllegalArgumentException e) {
      // Told below, like a digest of the wrong length.
    }
    throw Problem.field("file_sha256", FieldReason.INVALID);
  }

  /** The newest imports. */
  @Described(
      value = "The newest imports. Operator.",
      problems = {"forbidden"})
  @GetMapping
  ImportList recent() {
    return new ImportList(imports.recent());
  }

  /** One import. */
  @Described(
      value = "One import. Operator.",
      problems = {"not_found", "forbidden"})
  @GetMapping("/{importId}")
  ImportJob find(@PathVariable UUID importId) {
    return imports.find(importId);
  }

  /** The next records of the file, taken whole or not at all. */
  @Described(
      value = "The next records of the file, taken whole or not at all. Operator.",
      problems = {
        "import_out_of_step",
        "import_running",
        "import_finished",
        "invalid_fields",
        "forbidden"
      })
  @PostMapping("/{importId}/people")
  Imports.Taken take(@PathVariable UUID importId, @RequestBody Batch batch) {
    List<JsonNode> people = batch.people();
    if (people == null || people.isEmpty() || people.size() > MAX_BATCH) {
      throw Problem.field("people", FieldReason.OUT_OF_RANGE);
    }
    String realm = batch.realm();
    return imports.take(importId, realm == null ? "" : realm, batch.first(), people);
  }

  /** Ends an import. */
  @Described(
      value = "End an import. Operator.",
      problems = {"not_found", "forbidden"})
  @PostMapping("/{importId}/finish")
  ImportJob finish(@PathVariable UUID importId) {
    return imports.finish(importId);
  }

  /**
   * A file to import: its kind, {@code keycloak} or {@code csv}, and the SHA-256 of all that
   * decides what is imported (the file; of a CSV file its map too) in hexadecimal.
   */
  record NewImport(@Nullable String source, @Nullable String fileSha256, boolean dryRun) {}

  /**
   * Records from place {@code first} on, counted from 0, as the source wrote them. In the place of
   * a record that cannot be sent stands the reason as a text, for example {@code "too_large"}.
   * {@code realm} names the system the identifiers belong to.
   */
  record Batch(@Nullable String realm, long first, @Nullable List<JsonNode> people) {}

  /** Imports, the newest first. */
  record ImportList(List<ImportJob> imports) {}
}
