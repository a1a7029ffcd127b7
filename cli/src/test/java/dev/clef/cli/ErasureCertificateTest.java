package dev.clef.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.ledger.Bytes;
import dev.clef.ledger.CanonicalMap;
import dev.clef.ledger.Leaf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErasureCertificateTest {

  private static final String GOLDEN = "/golden/erasure-certificate-v1.json";

  @TempDir private Path folder = Path.of("");
  private final Map<String, Object> members = new LinkedHashMap<>();
  private TestLog log;

  ErasureCertificateTest() {}

  @BeforeEach
  void a_certificate_of_the_erasure_at_index_300() throws IOException {
    log = new TestLog(folder.resolve("log"), 600);
    members.put("format", ErasureCertificate.FORMAT);
    members.put("certificate_id", "01990000-0000-7000-8000-000000000001");
    members.put("erased_at", "2026-11-20T08:00:00.300Z");
    members.put("stage", 1);
    members.put("custody", "software");
    members.put("statement", List.of("The keys of this person were destroyed."));
    members.put("limits", List.of("Backups hold unreadable bytes until they expire."));
    members.put("log", Map.of("origin", TestLog.ORIGIN, "vkey", TestLog.SIGNER.key().toString()));
    members.put("event", Bytes.copyOf(TestLog.EVENT.encode()).base64());
    members.put("event_key", Bytes.copyOf(TestLog.EVENT_KEY).base64());
    members.put("leaf", Bytes.copyOf(TestLog.leaf(TestLog.ERASED).encode()).base64());
    members.put("proof", log.proof(TestLog.ERASED).toString());
  }

  private Ran verify() throws IOException {
    return verify(Json.MAPPER.writeValueAsString(members));
  }

  private Ran verify(String json) throws IOException {
    Path file = Files.writeString(folder.resolve("certificate.json"), json);
    return Ran.clef("verify", file, "--key", TestLog.SIGNER.key());
  }

  private void assertRefused(String reason) throws IOException {
    Ran ran = verify();
    assertThat(ran.exitCode()).as(ran.out()).isEqualTo(Main.FAILED);
    assertThat(ran.err()).contains(reason).hasLineCount(1);
    assertThat(ran.out()).isEmpty();
  }

  private void assertRefusedWith(String member, Object value, String reason) throws IOException {
    Object honest = members.put(member, value);
    assertRefused(reason);
    members.put(member, honest == null ? "" : honest);
  }

  @Test
  void an_honest_certificate_holds() throws IOException {
    Ran ran = verify();
    assertThat(ran.err()).isEmpty();
    assertThat(ran.exitCode()).isEqualTo(Main.OK);
    assertThat(ran.out())
        .startsWith("The erasure is in the signed log.")
        .contains("2026-11-20T08:00:00.300Z", "software", "300");
  }

  @Test
  void the_certificate_of_today_is_read_for_ever() throws IOException {
    Path proposal = Files.createDirectories(Path.of("target/golden"));
    Files.writeString(
        proposal.resolve("erasure-certificate-v1.json"),
        Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(members) + "\n");
    try (var in = ErasureCertificateTest.class.getResourceAsStream(GOLDEN)) {
      assertThat(in).as(GOLDEN).isNotNull();
      String golden = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(verify(golden).exitCode()).isEqualTo(Main.OK);
      assertThat(Json.parse(golden)).isEqualTo(Json.parse(Json.MAPPER.writeValueAsString(members)));
    }
  }

  @Test
  void its_own_key_is_used_with_a_warning() throws IOException {
    Path file = folder.resolve("certificate.json");
    Files.writeString(file, Json.MAPPER.writeValueAsString(members));
    Ran ran = Ran.clef("verify", file);
    assertThat(ran.exitCode()).isEqualTo(Main.OK);
    assertThat(ran.err()).startsWith("warning: ");
  }

  @Test
  void every_edited_claim_is_refused() throws IOException {
    assertRefusedWith("certificate_id", "01990000-0000-7000-8000-000000000002", "certificate");
    assertRefusedWith("erased_at", "2026-11-20T08:00:00.301Z", "time");
    assertRefusedWith("erased_at", "yesterday", "RFC 3339");
    assertRefusedWith("custody", "hardware", "custody");
    assertRefusedWith("stage", 2, "stage 1");
    assertRefusedWith("format", "clef-erasure-certificate-v2", "format");
    assertRefusedWith("event_key", Bytes.copyOf(new byte[31]).base64(), "32 bytes");
    byte[] otherKey = new byte[32];
    otherKey[31] = 1;
    assertRefusedWith("event_key", Bytes.copyOf(otherKey).base64(), "committed to");
    assertRefusedWith("leaf", Bytes.copyOf(TestLog.leaf(299).encode()).base64(), "not in the");
    assertRefusedWith("leaf", "AAAA", "not in the");
    assertRefusedWith("proof", log.proof(301).toString(), "not in the");
    assertRefusedWith(
        "proof", log.proof(300).toString().replace("\n600\n", "\n601\n"), "not signed");
    assertRefusedWith(
        "log", Map.of("origin", "b", "vkey", TestLog.SIGNER.key().toString()), "names the log b");
    assertThat(verify().exitCode()).isEqualTo(Main.OK);
  }

  @Test
  void an_edited_event_is_refused() throws IOException {
    Map<String, String> facts = new HashMap<>(TestLog.EVENT.entries());
    facts.put("custody", "hardware");
    byte[] event = new CanonicalMap(facts).encode();
    members.put("custody", "hardware");
    assertRefusedWith("event", Bytes.copyOf(event).base64(), "committed to");
  }

  @Test
  void a_logged_event_of_another_type_is_no_erasure() throws IOException {
    Map<String, String> facts = new HashMap<>(TestLog.EVENT.entries());
    facts.put("type", "person.read");
    byte[] event = new CanonicalMap(facts).encode();
    ErasureCertificate honest = ErasureCertificate.parse(Json.MAPPER.writeValueAsString(members));
    // A log that committed to this very event, so that only the type is wrong.
    Leaf leaf =
        new Leaf(
            java.time.Instant.EPOCH,
            Leaf.commit(TestLog.EVENT_KEY, event),
            Leaf.commit(TestLog.EVENT_KEY, event));
    dev.clef.ledger.Hash root = dev.clef.ledger.TreeHash.leaf(leaf.encode());
    var head = new dev.clef.ledger.Checkpoint(TestLog.ORIGIN, 1, root);
    members.put("event", Bytes.copyOf(event).base64());
    members.put("leaf", Bytes.copyOf(leaf.encode()).base64());
    members.put(
        "proof",
        new dev.clef.ledger.TlogProof(
                honest.proof().extra(), 0, List.of(), head.sign(TestLog.SIGNER))
            .toString());
    assertRefused("does not have the type \"person.erased\"");
  }

  @Test
  void missing_unknown_doubled_and_mistyped_members_are_refused() throws IOException {
    for (String name : List.copyOf(members.keySet())) {
      Object honest = members.remove(name);
      assertRefused("missing member: " + name);
      assertThat(honest).isNotNull();
      members.put(name, honest == null ? "" : honest);
      assertRefusedWith(name, true, "not an erasure certificate");
    }
    members.put("comment", "x");
    assertRefused("unknown member: comment");
    members.remove("comment");
    String json = Json.MAPPER.writeValueAsString(members);
    assertThat(verify(json.replaceFirst("\\{", "{\"stage\":1,")).exitCode()).isEqualTo(Main.FAILED);
    assertThat(verify(json + "{}").exitCode()).isEqualTo(Main.FAILED);
    assertThat(verify(json.substring(0, 50)).err()).hasLineCount(1).contains("not valid JSON");
    assertThat(verify(json).exitCode()).isEqualTo(Main.OK);
  }
}
