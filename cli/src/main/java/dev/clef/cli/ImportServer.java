package dev.clef.cli;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** The imports of a server, reached with its operator token. Thread-safe. */
record ImportServer(OperatorApi server, Retries retries) {

  private static final String IMPORTS = "api/v1/imports";

  /**
   * An import as the server knows it.
   *
   * @param position how many records of the file it took
   * @param counts by {@code kind.name}
   */
  record Job(String importId, long position, Map<String, Long> counts) {}

  /** A record the server did not take. */
  record Rejected(long index, String reason) {}

  /** The job after a batch. */
  record Taken(Job job, List<Rejected> rejects) {}

  static ImportServer at(HttpClient client, String url, String token, Retries retries) {
    return new ImportServer(OperatorApi.at(client, url, token), retries);
  }

  /** Begins an import, or goes on with the unfinished one of the same file. Tries once. */
  Job open(String source, String sha256, boolean dryRun) throws IOException {
    Map<String, Object> file = Map.of("source", source, "file_sha256", sha256, "dry_run", dryRun);
    return job(server.post(IMPORTS, file));
  }

  /** Hands a batch over; a batch that arrived although its answer was lost is not sent twice. */
  Taken take(String importId, ImportBatch batch) throws IOException {
    try {
      JsonNode answer =
          retries.run(() ->
              server.post(
                  IMPORTS + "/" + importId + "/people", BodyPublishers.ofByteArray(batch.body())));
      List<Rejected> rejects = new ArrayList<>();
      for (JsonNode reject : answer.path("rejects")) {
        rejects.add(new Rejected(reject.path("index").asLong(), reject.path("reason").asString()));
      }
      return new Taken(job(answer.path("job")), rejects);
    } catch (OperatorApi.Refusal refusal) {
      if (refusal.code().equals("import_out_of_step")) {
        Job job = find(importId);
        if (job.position() == batch.next()) {
          return new Taken(job, List.of());
        }
      }
      throw refusal;
    }
  }

  Job find(String importId) throws IOException {
    return retries.run(() -> job(server.get(IMPORTS + "/" + importId)));
  }

  Job finish(String importId) throws IOException {
    return retries.run(
        () -> job(server.post(IMPORTS + "/" + importId + "/finish", BodyPublishers.noBody())));
  }

  private static Job job(JsonNode node) {
    Map<String, Long> counts = new TreeMap<>();
    node.path("counts")
        .propertyStream()
        .forEach(member -> counts.put(member.getKey(), member.getValue().asLong()));
    return new Job(node.path("import_id").asString(), node.path("position").asLong(), counts);
  }
}
