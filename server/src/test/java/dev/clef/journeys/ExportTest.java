package dev.clef.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Client.Answer;
import dev.clef.testing.Listener;
import dev.clef.testing.Running;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The copy of everything: for machines and for people. */
@ClefServer
class ExportTest {

  private static final String GOLDEN = "/golden/export/data.json";

  private final Running clef;

  @Autowired
  ExportTest(Running clef) {
    this.clef = clef;
  }

  @Test
  void the_json_has_the_frozen_shape() throws IOException {
    Map<String, String> fields = new LinkedHashMap<>(Listener.some().fields());
    fields.replaceAll((field, value) -> "golden " + field);
    fields.put("password", "a horse that is correct");
    fields.put("username", "golden-listener");
    fields.put("email", "golden@example.org");
    fields.put("birth_date", "1990-02-28");
    fields.put("country", "DE-BY");
    fields.put("locale", "de-DE");
    fields.put("phone_number", "+49301234567");
    Client browser = new Listener(fields).signedIn(Client.at(clef.port(), "golden device"));
    String json = unzip(browser.get("/api/v1/me/export")).get("data.json");
    try (var golden = Objects.requireNonNull(ExportTest.class.getResourceAsStream(GOLDEN))) {
      assertThat(steady(Objects.requireNonNull(json)))
          .isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void the_page_shows_the_same_and_runs_nothing_a_name_says() throws IOException {
    Listener mallory =
        Listener.some()
            .with("given_name", "<script>alert(1)</script>")
            .with("family_name", "\"><img src=x onerror='alert(2)'>")
            .with("display_name", "Müller & Söhne 🎧 \u05d3\u05d5\u05d3");
    Answer answer =
        mallory.signedIn(Client.at(clef.port(), "<b>device</b>")).get("/api/v1/me/export");
    assertThat(answer.headers().get("content-type")).isEqualTo("application/zip");
    Map<String, String> files = unzip(answer);
    assertThat(files).containsOnlyKeys("data.json", "data.html");
    assertThat(files.get("data.html"))
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
        .contains("&quot;&gt;&lt;img src=x onerror=&#39;alert(2)&#39;&gt;")
        .contains("&lt;b&gt;device&lt;/b&gt;")
        .contains("Müller &amp; Söhne 🎧 \u05d3\u05d5\u05d3")
        .contains("Street of " + mallory.name())
        .doesNotContain("<script", "<img", "<b>");
  }

  @Test
  void neither_half_holds_anything_of_a_password() throws IOException {
    Listener anna = Listener.some();
    Map<String, String> files = unzip(anna.signedIn(clef.client()).get("/api/v1/me/export"));
    files
        .values()
        .forEach(content ->
            assertThat(content).doesNotContain(anna.password(), "hashed_password", "$argon2"));
  }

  private static Map<String, String> unzip(Answer answer) throws IOException {
    assertThat(answer.status()).isEqualTo(200);
    Map<String, String> files = new LinkedHashMap<>();
    try (var zip = new ZipInputStream(new ByteArrayInputStream(answer.body()))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        files.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return files;
  }

  /** With what differs from run to run replaced by what it is. */
  private static String steady(String json) {
    return json.replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "<uuid>")
        .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "<time>")
        .replaceAll("127\\.0\\.0\\.1|0:0:0:0:0:0:0:1", "<loopback>");
  }
}
