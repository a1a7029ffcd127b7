package dev.clef.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many people erased on a running server, from its command line. */
class EraseIT {

  private static final String PASSWORD = "correct horse battery staple";

  @TempDir private Path folder;

  /** Somebody who is registered and signed in. */
  private record Person(String name, String cookie, String id) {}

  @Test
  void everybody_in_the_file_is_erased_and_has_a_certificate_that_verifies() throws Exception {
    Person anna = person();
    Person ben = person();
    Path file =
        file("# of a closed market", anna.id(), "", ben.id() + " # asked", UUID.randomUUID());
    Path report = folder.resolve("report.csv");
    Ran dry = erase(file, "--reason", "retention", "--dry-run");
    assertThat(dry.exitCode()).as(dry.err()).isZero();
    assertThat(dry.out()).contains("2 of 3 people are known");
    assertThat(signIn(anna).status()).isEqualTo(200);
    Ran erased = erase(file, "--reason", "retention", "--yes", "--report", report);
    assertThat(erased.exitCode()).as(erased.err()).isZero();
    assertThat(erased.out()).contains("2 of 3 people are erased");
    assertThat(signIn(anna).code()).isEqualTo("wrong_credentials");
    assertThat(signIn(ben).code()).isEqualTo("wrong_credentials");
    List<String> lines = Files.readAllLines(report);
    assertThat(lines).hasSize(4).first().isEqualTo("user_id,known,certificate_id");
    assertThat(lines.get(1)).startsWith(anna.id() + ",true,");
    assertThat(lines.get(3)).endsWith(",false,");
    verify(lines.get(2).substring(lines.get(2).lastIndexOf(',') + 1));
    Path again = folder.resolve("again.csv");
    assertThat(erase(file, "--reason", "retention", "--yes", "--report", again).exitCode())
        .isZero();
    assertThat(again).hasSameTextualContentAs(report);
  }

  @Test
  void nothing_happens_by_mistake() throws Exception {
    Person anna = person();
    Path good = file(anna.id());
    Path bad = file(anna.id(), "anna@example.org");
    assertThat(erase(good, "--yes").exitCode()).as("without a reason").isEqualTo(Main.USAGE);
    assertThat(erase(good, "--reason", "boredom", "--yes").exitCode()).isEqualTo(Main.USAGE);
    Ran unasked = erase(good, "--reason", "order");
    assertThat(unasked.exitCode()).isEqualTo(Main.USAGE);
    assertThat(unasked.err()).contains("Say --yes");
    Ran refused = erase(bad, "--reason", "order", "--yes");
    assertThat(refused.exitCode()).isEqualTo(Main.ENVIRONMENT);
    assertThat(refused.err()).contains("line 2").doesNotContain("anna@");
    Ran overwriting = erase(good, "--reason", "order", "--yes", "--report", bad);
    assertThat(overwriting.err()).contains("is there already");
    Ran empty = erase(file("# nobody"), "--reason", "order", "--yes");
    assertThat(empty.out()).contains("nobody in the file");
    assertThat(signIn(anna).status()).isEqualTo(200);
  }

  private void verify(String certificateId) throws Exception {
    RunningServer server = RunningServer.shared();
    Api.Answer answer = new Api(server).get("/api/v1/erasures/" + certificateId, Optional.empty());
    for (int tries = 0; answer.status() == 202 && tries < 100; tries++) {
      Thread.sleep(100);
      answer = new Api(server).get("/api/v1/erasures/" + certificateId, Optional.empty());
    }
    Path certificate = folder.resolve("certificate.json");
    Files.writeString(certificate, Json.MAPPER.writeValueAsString(answer.body()));
    Ran verified = Ran.clef("verify", certificate);
    assertThat(verified.exitCode()).as(verified.err()).isZero();
  }

  private Path file(Object... lines) throws IOException {
    Path file = Files.createTempFile(folder, "people", ".txt");
    return Files.write(file, Arrays.stream(lines).map(Object::toString).toList());
  }

  private static Person person() throws Exception {
    String name = "erase-" + UUID.randomUUID();
    Api api = new Api(RunningServer.shared());
    Map<String, Object> entered =
        Map.of("username", name, "password", PASSWORD, "birth_date", "1985-06-30", "country", "DE");
    Api.Answer registered =
        api.send("POST", "/api/v1/accounts", Optional.of(entered), Optional.empty());
    assertThat(registered.status()).as(registered.toString()).isEqualTo(201);
    String cookie = api.signIn(name, PASSWORD, Optional.empty()).cookie().orElseThrow();
    String id = api.get("/api/v1/me", Optional.of(cookie)).body().path("user_id").asString();
    return new Person(name, cookie, id);
  }

  private static Api.Answer signIn(Person person) throws Exception {
    return new Api(RunningServer.shared()).signIn(person.name(), PASSWORD, Optional.empty());
  }

  private static Ran erase(Path file, Object... more) throws Exception {
    RunningServer server = RunningServer.shared();
    List<Object> line = new ArrayList<>(List.of("erase", file));
    line.addAll(List.of(more));
    line.addAll(List.of("--server", server.url(), "--data", server.data));
    return Ran.clef(line.toArray());
  }
}
