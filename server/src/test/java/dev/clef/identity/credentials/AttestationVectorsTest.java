package dev.clef.identity.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clef.identity.credentials.PasskeyRefused.Why;
import dev.clef.identity.credentials.attestation.AttestationPolicy;
import dev.clef.identity.credentials.attestation.Attestations;
import dev.clef.identity.credentials.attestation.AuthenticatorModel;
import dev.clef.identity.credentials.attestation.Metadata;
import dev.clef.identity.credentials.attestation.MetadataReader;
import dev.clef.identity.credentials.attestation.MetadataRefused;
import dev.clef.testing.Client;
import dev.clef.testing.DeviceStatements;
import dev.clef.testing.MetadataMaker;
import dev.clef.testing.MetadataMaker.Entry;
import dev.clef.testing.MetadataMaker.Holder;
import dev.clef.testing.SoftAuthenticator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * The registrations of the standard itself. Those for TPM and Android are left out: their names and
 * lists are empty, which no such device says, and the library takes neither.
 */
class AttestationVectorsTest {

  private static final Clock CLOCK = Clock.systemUTC();
  private static final PasskeySite SITE =
      new PasskeySite("example.org", Set.of("https://example.org"));
  private static final Map<String, Vector> VECTORS = new LinkedHashMap<>();
  private static byte[] root = new byte[0];

  /** What an authenticator answered to a challenge. */
  private record Vector(byte[] challenge, UUID model, byte[] clientData, byte[] attestation) {

    String json() {
      return json(attestation);
    }

    String json(byte[] attestationObject) {
      return Client.JSON.writeValueAsString(
          Map.of(
              "id",
              "AAAA",
              "rawId",
              "AAAA",
              "type",
              "public-key",
              "response",
              Map.of(
                  "clientDataJSON", base64(clientData),
                  "attestationObject", base64(attestationObject),
                  "transports", List.of()),
              "clientExtensionResults",
              Map.of()));
    }

    /** With the last byte of a part of it changed: the statement's signature, say. */
    String forged(String after, int skip) {
      byte[] changed = attestation.clone();
      String text = new String(changed, StandardCharsets.ISO_8859_1);
      int at = text.indexOf(after) + after.length() + skip;
      changed[at] ^= 1;
      return json(changed);
    }

    private static String base64(byte[] bytes) {
      return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
  }

  @BeforeAll
  static void read() throws IOException {
    try (var file =
        Objects.requireNonNull(
            AttestationVectorsTest.class.getResourceAsStream(
                "/vectors/webauthn-registrations.txt"))) {
      new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(" \\| ", -1))
          .forEach(parts -> {
            if (parts[0].equals("root")) {
              root = hex(parts[1]);
            } else {
              ByteBuffer model = ByteBuffer.wrap(hex(parts[2]));
              VECTORS.put(
                  parts[0],
                  new Vector(
                      hex(parts[1]),
                      new UUID(model.getLong(), model.getLong()),
                      hex(parts[3]),
                      hex(parts[4])));
            }
          });
    }
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  private static Vector vector(String name) {
    return Objects.requireNonNull(VECTORS.get(name), name);
  }

  private static PasskeyVerifier verifier(AttestationPolicy policy, byte[] makersRoot) {
    Holder publisher = MetadataMaker.root("Publisher root");
    List<Entry> entries = new ArrayList<>();
    VECTORS.forEach((name, vector) -> entries.add(Entry.of(vector.model(), name, makersRoot)));
    String file =
        MetadataMaker.file(
            publisher.signer(MetadataMaker.SIGNER), 1, LocalDate.of(2999, 1, 1), entries);
    try {
      Metadata metadata =
          new MetadataReader(List.of(publisher.certificate()), MetadataMaker.SIGNER)
              .read(file, CLOCK.instant());
      return new PasskeyVerifier(new Attestations(policy, () -> Optional.of(metadata), CLOCK));
    } catch (MetadataRefused e) {
      throw new AssertionError(e);
    }
  }

  private static void assertRefused(Why why, PasskeyVerifier verifier, Vector vector, String json) {
    assertThatThrownBy(() -> verifier.made(json, vector.challenge(), SITE))
        .isInstanceOfSatisfying(
            PasskeyRefused.class, refused -> assertThat(refused.why()).isEqualTo(why));
  }

  @ParameterizedTest
  @ValueSource(strings = {"packed-es256", "packed-rs256"})
  void a_statement_is_checked_and_its_chain_followed(String name) {
    Vector vector = vector(name);
    PasskeyVerifier all = verifier(AttestationPolicy.REQUIRE, root);
    assertThat(all.made(vector.json(), vector.challenge(), SITE).model())
        .isEqualTo(new AuthenticatorModel(name, null));
    assertRefused(Why.SIGNATURE, all, vector, vector.forged("csig", 12));
    assertRefused(Why.CHALLENGE, all, vector("none-es256"), vector.json());
    PasskeyVerifier others =
        verifier(AttestationPolicy.PREFER, MetadataMaker.root("Another maker").der());
    assertRefused(Why.ATTESTATION, others, vector, vector.json());
  }

  @Test
  void what_is_signed_by_itself_is_checked_and_proves_nothing() {
    Vector vector = vector("packed-self-es256");
    PasskeyVerifier prefer = verifier(AttestationPolicy.PREFER, root);
    assertThat(prefer.made(vector.json(), vector.challenge(), SITE).model()).isNull();
    assertRefused(Why.SIGNATURE, prefer, vector, vector.forged("csig", 12));
    assertRefused(
        Why.UNKNOWN_MODEL, verifier(AttestationPolicy.REQUIRE, root), vector, vector.json());
  }

  /** Those of the standard did not check who held them; no format is an excuse for that. */
  @ParameterizedTest
  @ValueSource(strings = {"none-es256", "apple-es256", "fido-u2f-es256"})
  void who_was_not_verified_is_refused_whatever_is_stated(String name) {
    Vector vector = vector(name);
    assertRefused(
        Why.USER_NOT_VERIFIED, verifier(AttestationPolicy.PREFER, root), vector, vector.json());
  }

  /** Of each way to state a make: every byte changed once, and the end missing. */
  @Test
  void damaged_statements_are_refused_and_break_nothing() {
    Holder maker = MetadataMaker.root("Maker");
    PasskeyVerifier all = verifier(AttestationPolicy.REQUIRE, maker.der());
    UUID model = vector("none-es256").model();
    Map<String, Object> asked = Map.of("challenge", "AAAA", "user", Map.of("id", "AAAA"));
    JsonNode question = Client.JSON.valueToTree(asked);
    for (BiFunction<Holder, SoftAuthenticator, SoftAuthenticator.Attesting> way :
        List.<BiFunction<Holder, SoftAuthenticator, SoftAuthenticator.Attesting>>of(
            DeviceStatements::android,
            DeviceStatements::apple,
            DeviceStatements::tpm,
            (by, key) -> by.batch(model).packed())) {
      SoftAuthenticator key =
          SoftAuthenticator.at(443).origin("https://example.org").rpId("example.org").model(model);
      key.attesting(way.apply(maker, key));
      Map<?, ?> response = Objects.requireNonNull((Map<?, ?>) key.create(question).get("response"));
      Vector made =
          new Vector(
              new byte[3],
              model,
              Base64.getUrlDecoder().decode(String.valueOf(response.get("clientDataJSON"))),
              Base64.getUrlDecoder().decode(String.valueOf(response.get("attestationObject"))));
      assertThat(all.made(made.json(), made.challenge(), SITE).model()).isNotNull();
      for (int i = 0; i < made.attestation().length; i++) {
        byte[] changed = made.attestation().clone();
        changed[i] ^= (byte) 0xff;
        assertHarmless(all, made, changed);
        assertHarmless(all, made, Arrays.copyOf(made.attestation(), i));
      }
    }
  }

  private static void assertHarmless(PasskeyVerifier verifier, Vector made, byte[] attestation) {
    try {
      verifier.made(made.json(attestation), made.challenge(), SITE);
    } catch (PasskeyRefused refused) {
      assertThat(refused.why()).isNotNull();
    }
  }

  @Test
  void where_nobody_is_asked_a_statement_is_not_looked_at() {
    Vector vector = vector("packed-es256");
    PasskeyVerifier ignore = new PasskeyVerifier(Attestations.none(CLOCK));
    assertThat(ignore.conveyance()).isEqualTo("none");
    String forged = vector.forged("csig", 12);
    assertThat(ignore.made(forged, vector.challenge(), SITE).model()).isNull();
  }
}
