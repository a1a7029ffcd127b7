package dev.clef.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A running conformance suite of the OpenID Foundation, by its API, in its mode without logins. */
final class ConformanceSuite {

  /** A test of a plan, with the variant of it that the plan wants. */
  record Module(String name, JsonNode variant) {}

  /** A plan that was created. */
  record Plan(String id, List<Module> modules) {}

  /**
   * What became of a test.
   *
   * @param result PASSED, WARNING, REVIEW, SKIPPED or FAILED; INTERRUPTED when it got stuck
   */
  record Outcome(String id, String result) {}

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Duration POLL = Duration.ofMillis(500);

  private final String base;

  ConformanceSuite(String base) {
    this.base = base.replaceFirst("/+$", "");
  }

  String base() {
    return base;
  }

  /** Its version and the commit it was built from. */
  String version() throws IOException, InterruptedException {
    JsonNode server = get("/api/server");
    return server.path("version").asString("?")
        + " ("
        + server.path("revision").asString("?")
        + ")";
  }

  /** The certificates it shows. */
  List<Certificate> certificates() throws IOException, InterruptedException {
    HttpResponse<String> answer =
        Client.http(HttpRequest.newBuilder(URI.create(base + "/api/server")).GET());
    return Arrays.asList(
        answer.sslSession().orElseThrow(() -> new IOException("no TLS")).getPeerCertificates());
  }

  Plan create(String name, JsonNode variant, JsonNode configuration)
      throws IOException, InterruptedException {
    JsonNode made =
        post(
            "/api/plan",
            Map.of("planName", name, "variant", variant.toString()),
            configuration.toString());
    List<Module> modules = new ArrayList<>();
    for (JsonNode module : made.path("modules")) {
      modules.add(new Module(module.path("testModule").asString(), module.path("variant")));
    }
    return new Plan(made.path("id").asString(), modules);
  }

  /** What is to be done when a test has looked at the provider and waits to be started. */
  interface BeforeStart {
    void run() throws IOException, InterruptedException;
  }

  /** Runs one test; the browser of the suite does what the configuration of the plan says. */
  Outcome run(Plan plan, Module module, Duration patience, BeforeStart before)
      throws IOException, InterruptedException {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("test", module.name());
    query.put("plan", plan.id());
    query.put("variant", module.variant().toString());
    String id = post("/api/runner", query, "").path("id").asString();
    long end = System.nanoTime() + patience.toNanos();
    boolean started = false;
    while (System.nanoTime() < end) {
      JsonNode info = get("/api/info/" + id);
      switch (info.path("status").asString("")) {
        case "FINISHED" -> {
          return new Outcome(id, info.path("result").asString("UNKNOWN"));
        }
        case "INTERRUPTED" -> {
          return new Outcome(id, "INTERRUPTED");
        }
        case "CONFIGURED" -> {
          if (!started) {
            started = true;
            before.run();
            post("/api/runner/" + id, Map.of(), "");
          }
        }
        default -> Thread.sleep(POLL);
      }
    }
    Client.http(HttpRequest.newBuilder(URI.create(base + "/api/runner/" + id)).DELETE());
    // A picture that somebody has to look at is all that was missing.
    String result = get("/api/info/" + id).path("result").asString("");
    return new Outcome(id, result.equals("REVIEW") ? "REVIEW" : "INTERRUPTED");
  }

  /** What a test did and found, in the order of it. */
  JsonNode log(String id) throws IOException, InterruptedException {
    return get("/api/log/" + id);
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        Client.http(HttpRequest.newBuilder(URI.create(base + path)).GET());
    Client.expect(200, answer);
    return JSON.readTree(answer.body());
  }

  private JsonNode post(String path, Map<String, String> query, String json)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        Client.http(
            HttpRequest.newBuilder(URI.create(base + path + "?" + Openid.encoded(query)))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(path + " answered " + answer.statusCode() + ": " + answer.body());
    }
    return JSON.readTree(answer.body());
  }
}
