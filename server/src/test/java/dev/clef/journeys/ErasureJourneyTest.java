package dev.clef.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.ledger.CanonicalMap;
import dev.clef.ledger.Leaf;
import dev.clef.ledger.LogVerdict;
import dev.clef.ledger.TlogProof;
import dev.clef.ledger.VerifierKey;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Client.Answer;
import dev.clef.testing.Listener;
import dev.clef.testing.Running;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** The end of an account, and the proof of it. */
@ClefServer
class ErasureJourneyTest {

  private final Running clef;

  @Autowired
  ErasureJourneyTest(Running clef) {
    this.clef = clef;
  }

  @Test
  void nobody_is_erased_without_the_password() {
    Client browser = Listener.some().signedIn(clef.client());
    assertThat(browser.delete("/api/v1/me", Map.of()).code()).isEqualTo("invalid_fields");
    assertThat(browser.delete("/api/v1/me", Map.of("password", "a wrong one")).code())
        .isEqualTo("wrong_credentials");
    assertThat(browser.get("/api/v1/me").status()).isEqualTo(200);
  }

  @Test
  void the_certificate_is_proven_by_the_log_and_holds_no_personal_data() {
    Listener anna = Listener.some();
    Client browser = anna.signedIn(clef.client());
    String id = browser.get("/api/v1/me").json().get("user_id").asString();
    Answer erased = browser.delete("/api/v1/me", Map.of("password", anna.password()));
    assertThat(erased.status()).isEqualTo(200);
    JsonNode certificate = erased.json();
    assertProven(certificate);
    assertThat(erased.text()).doesNotContain(id).doesNotContain(anna.name());
    Answer again =
        clef.client().get("/api/v1/erasures/" + certificate.get("certificate_id").asString());
    assertProven(again.json());
    assertThat(clef.client().get("/api/v1/erasures/" + UUID.randomUUID()).code())
        .isEqualTo("no_such_certificate");
    assertThat(clef.verifyLog()).isInstanceOf(LogVerdict.Verified.class);
  }

  @Test
  void afterwards_the_name_is_unknown_everywhere_and_free_again() {
    Listener bert = Listener.some();
    Client browser = bert.signedIn(clef.client());
    Client elsewhere = clef.client();
    bert.signIn(elsewhere);
    UUID id = UUID.fromString(browser.get("/api/v1/me").json().get("user_id").asString());
    assertThat(browser.delete("/api/v1/me", Map.of("password", bert.password())).status())
        .isEqualTo(200);
    assertThat(browser.get("/api/v1/me").code()).isEqualTo("not_signed_in");
    assertThat(elsewhere.get("/api/v1/me").code()).isEqualTo("not_signed_in");
    assertThat(bert.signIn(clef.client()).withoutRequestId())
        .isEqualTo(
            clef.client()
                .post("/api/v1/sign-in", Map.of("name", "nobody-ever", "password", "12345678"))
                .withoutRequestId());
    for (String table : new String[] {"person_key", "version_head", "blind_index"}) {
      assertThat(
              clef.keys().count("select count(*) from keys." + table + " where person_id = ?", id))
          .as(table)
          .isZero();
    }
    assertThat(clef.data().count("select count(*) from vault.field where user_id = ?", id))
        .isZero();
    assertThat(clef.data().count("select count(*) from identity.session where user_id = ?", id))
        .isZero();
    assertThat(clef.keys().count("select count(*) from keys.erasure where person_id = ?", id))
        .isOne();
    Client second = bert.signedIn(clef.client());
    assertThat(second.get("/api/v1/me").json().get("user_id").asString())
        .isNotEqualTo(id.toString());
    assertThat(second.get("/api/v1/me/activity").json().get("items").size())
        .as("nothing of the first life")
        .isEqualTo(3);
  }

  private void assertProven(JsonNode certificate) {
    assertThat(certificate.get("format").asString()).isEqualTo("clef-erasure-certificate-v1");
    VerifierKey key = VerifierKey.parse(clef.client().get("/log/key").text().strip());
    assertThat(certificate.get("log").get("vkey").asString()).isEqualTo(key.toString());
    byte[] leaf = bytes(certificate, "leaf");
    byte[] event = bytes(certificate, "event");
    TlogProof proof = TlogProof.parse(certificate.get("proof").asString());
    assertThat(proof.verify(leaf, key)).isEqualTo(TlogProof.Outcome.VALID);
    assertThat(Leaf.commit(bytes(certificate, "event_key"), event))
        .isEqualTo(Leaf.decode(leaf).eventCommitment());
    assertThat(CanonicalMap.decode(event).entries())
        .containsEntry("type", "person.erased")
        .containsEntry("certificate", certificate.get("certificate_id").asString())
        .containsEntry("time", certificate.get("erased_at").asString())
        .containsEntry("custody", "software");
    byte[] altered = leaf.clone();
    altered[20] ^= 1;
    assertThat(proof.verify(altered, key)).isEqualTo(TlogProof.Outcome.NOT_INCLUDED);
  }

  private static byte[] bytes(JsonNode certificate, String member) {
    return Base64.getDecoder().decode(certificate.get(member).asString());
  }
}
