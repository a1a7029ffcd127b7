package dev.clef.identity.credentials.attestation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.webauthn4j.verifier.attestation.trustworthiness.certpath.DefaultCertPathTrustworthinessVerifier;
import dev.clef.identity.credentials.attestation.AttestationRefused.Why;
import dev.clef.identity.credentials.attestation.Attestations.Statement;
import dev.clef.platform.SettableClock;
import dev.clef.testing.MetadataMaker;
import dev.clef.testing.MetadataMaker.Entry;
import dev.clef.testing.MetadataMaker.Holder;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** FIDO metadata, honest and forged, and what authenticators state held against it. */
class AttestationsTest {

  private static final Holder PUBLISHER = MetadataMaker.root("Publisher root");
  private static final Holder SIGNER = PUBLISHER.signer(MetadataMaker.SIGNER);
  private static final Holder STRANGER = MetadataMaker.root("Stranger root");
  private static final Holder MAKER = MetadataMaker.root("Example Keys root");
  private static final UUID MODEL = UUID.fromString("7a3c6c1e-4b0e-4a77-9d2c-0123456789ab");
  private static final Holder BATCH = MAKER.batch(MODEL);
  private static final Entry KEY = Entry.of(MODEL, "Example Key 5", MAKER);

  private final SettableClock clock =
      new SettableClock(Instant.now().truncatedTo(ChronoUnit.SECONDS));
  private final LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);

  private MetadataReader reader() {
    return new MetadataReader(List.of(PUBLISHER.certificate()), MetadataMaker.SIGNER);
  }

  private String file(Entry... entries) {
    return MetadataMaker.file(SIGNER, 7, today.plusDays(30), List.of(entries));
  }

  private Attestations with(AttestationPolicy policy, Entry... entries) throws MetadataRefused {
    Metadata metadata = reader().read(file(entries), clock.instant());
    return new Attestations(policy, () -> Optional.of(metadata), clock);
  }

  private static Statement by(UUID model, Holder... chain) {
    return new Statement.ByModel(model, certificates(chain));
  }

  private static List<X509Certificate> certificates(Holder... chain) {
    return Stream.of(chain).map(Holder::certificate).toList();
  }

  private static void assertRefused(Why why, ThrowingCallable judged) {
    assertThatThrownBy(judged)
        .isInstanceOfSatisfying(
            AttestationRefused.class, refused -> assertThat(refused.why()).isEqualTo(why));
  }

  private void assertNotRead(String file, String why) {
    assertThatThrownBy(() -> reader().read(file, clock.instant()))
        .isInstanceOf(MetadataRefused.class)
        .hasMessageContaining(why);
  }

  @Test
  void a_file_of_its_publisher_is_read() throws MetadataRefused {
    Metadata metadata = reader().read(" " + file(KEY) + "\n", clock.instant());
    assertThat(metadata.number()).isEqualTo(7);
    assertThat(metadata.nextUpdate()).isEqualTo(today.plusDays(30));
    assertThat(metadata.size()).isEqualTo(1);
    assertThat(metadata.isOutOfDate(today.plusDays(30))).isFalse();
    assertThat(metadata.isOutOfDate(today.plusDays(31))).isTrue();
  }

  @Test
  void a_root_beside_the_signer_in_the_head_is_no_harm() throws MetadataRefused {
    String file = MetadataMaker.file(SIGNER, 1, today.plusDays(1), List.of(KEY), PUBLISHER);
    assertThat(reader().read(file, clock.instant()).size()).isEqualTo(1);
  }

  @Test
  void a_file_that_was_changed_is_not_believed() {
    String[] parts = file(KEY).split("\\.", -1);
    String other = file(KEY.reported("REVOKED", "2026-01-01")).split("\\.", -1)[1];
    assertNotRead(parts[0] + "." + other + "." + parts[2], "signature is wrong");
    assertNotRead(parts[0] + "." + parts[1] + "." + parts[2].substring(4), "signature is wrong");
    assertNotRead(parts[0] + "." + parts[1] + ".", "signature is wrong");
    assertNotRead(parts[0] + "." + parts[1], "three parts");
    assertNotRead("", "three parts");
    assertNotRead("%." + parts[1] + "." + parts[2], "its head cannot be read");
  }

  @Test
  void a_file_of_somebody_else_is_not_believed() {
    Holder stranger = STRANGER.signer(MetadataMaker.SIGNER);
    assertNotRead(MetadataMaker.file(stranger, 9, today, List.of(KEY)), "none of the expected");
    assertNotRead(
        MetadataMaker.file(stranger, 9, today, List.of(KEY), STRANGER), "none of the expected");
    // Shows the right root and is not certified by it.
    assertNotRead(
        MetadataMaker.file(stranger, 9, today, List.of(KEY), PUBLISHER), "none of the expected");
  }

  @Test
  void whom_the_root_certifies_for_something_else_is_not_the_publisher() {
    Holder site = PUBLISHER.signer("www.example.com");
    assertNotRead(
        MetadataMaker.file(site, 9, today, List.of(KEY)), "signer is not metadata.example");
  }

  @Test
  void a_signer_whose_certificate_has_ended_is_not_believed() {
    String file = file(KEY);
    clock.advance(Duration.ofDays(401));
    assertNotRead(file, "not now");
  }

  @Test
  void the_head_decides_nothing() {
    String der = Base64.getEncoder().encodeToString(SIGNER.der());
    Map<String, Object> content = Map.of("no", 1, "nextUpdate", "2099-01-01", "entries", List.of());
    for (String algorithm : List.of("none", "HS256", "RS256", "ES384", "es256", "")) {
      assertNotRead(
          MetadataMaker.signed(SIGNER, Map.of("alg", algorithm, "x5c", List.of(der)), content),
          "signature is wrong");
    }
    assertNotRead(
        MetadataMaker.signed(
            SIGNER, Map.of("alg", "ES256", "x5c", List.of(der), "crit", List.of("b64")), content),
        "crit");
    assertNotRead(MetadataMaker.signed(SIGNER, Map.of("alg", "ES256"), content), "x5c");
    assertNotRead(
        MetadataMaker.signed(SIGNER, Map.of("alg", "ES256", "x5c", List.of("AAAA")), content),
        "certificates");
  }

  @Test
  void content_without_its_number_its_end_or_entries_is_no_metadata() {
    Map<String, Object> head =
        Map.of("alg", "ES256", "x5c", List.of(Base64.getEncoder().encodeToString(SIGNER.der())));
    for (Map<String, Object> content :
        List.<Map<String, Object>>of(
            Map.of("nextUpdate", "2099-01-01", "entries", List.of()),
            Map.of("no", 1, "nextUpdate", "soon", "entries", List.of()),
            Map.of("no", 1, "nextUpdate", "2099-01-01"))) {
      assertNotRead(MetadataMaker.signed(SIGNER, head, content), "no number");
    }
  }

  @Test
  void what_a_later_version_of_the_service_says_does_not_make_a_file_unreadable()
      throws MetadataRefused {
    Entry odd =
        new Entry(
            MODEL.toString(),
            List.of(),
            Map.of(
                "description",
                "Odd",
                "attestationRootCertificates",
                List.of("no certificate", Base64.getEncoder().encodeToString(MAKER.der()))),
            List.of(
                Map.of("status", "RETIRED"),
                Map.of("status", "FIPS140_CERTIFIED_L2", "effectiveDate", "whenever")));
    assertThat(with(AttestationPolicy.REQUIRE, odd).judge(by(MODEL, BATCH)))
        .contains(new AuthenticatorModel("Odd", null));
  }

  @Test
  void a_chain_to_the_makers_root_is_trusted() throws MetadataRefused {
    Attestations all =
        with(AttestationPolicy.REQUIRE, KEY.reported("FIDO_CERTIFIED_L2", "2020-01-01"));
    AuthenticatorModel model = new AuthenticatorModel("Example Key 5", "2");
    assertThat(all.judge(by(MODEL, BATCH))).contains(model);
    assertThat(all.judge(by(MODEL, BATCH, MAKER))).as("root shown as well").contains(model);
    // The metadata may hold the batch's own certificate (§3.1.1).
    Entry own = Entry.of(MODEL, "Own", BATCH);
    assertThat(with(AttestationPolicy.REQUIRE, own).judge(by(MODEL, BATCH)))
        .contains(new AuthenticatorModel("Own", null));
    assertThat(with(AttestationPolicy.REQUIRE, own).judge(by(MODEL, BATCH, MAKER))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PREFER", "REQUIRE"})
  void a_chain_to_another_root_is_a_forgery(String policy) throws MetadataRefused {
    Attestations all = with(AttestationPolicy.valueOf(policy), KEY);
    Holder forged = STRANGER.batch(MODEL);
    assertRefused(Why.FORGED, () -> all.judge(by(MODEL, forged)));
    assertRefused(Why.FORGED, () -> all.judge(by(MODEL, forged, STRANGER)));
    assertRefused(Why.FORGED, () -> all.judge(by(MODEL, forged, MAKER)));
    assertRefused(Why.FORGED, () -> all.judge(by(MODEL, forged, BATCH)));
    Holder ended = MAKER.batch(MODEL, Duration.ofHours(1)); // began yesterday
    assertRefused(Why.FORGED, () -> all.judge(by(MODEL, ended)));
    Attestations own = with(AttestationPolicy.valueOf(policy), Entry.of(MODEL, "Own", ended));
    assertRefused(Why.FORGED, () -> own.judge(by(MODEL, ended)));
  }

  @Test
  void who_proves_nothing_is_welcome_unless_proof_is_required() throws MetadataRefused {
    Attestations prefer = with(AttestationPolicy.PREFER, KEY);
    Attestations require = with(AttestationPolicy.REQUIRE, KEY);
    UUID unknown = UUID.fromString("11111111-2222-3333-4444-555555555555");
    for (Statement nothing :
        List.of(by(MODEL), by(unknown), by(unknown, BATCH), by(new UUID(0, 0), BATCH))) {
      assertThat(prefer.judge(nothing)).isEmpty();
      assertRefused(Why.UNKNOWN, () -> require.judge(nothing));
    }
  }

  @Test
  void a_model_of_zeros_is_none_even_when_a_file_has_it() throws MetadataRefused {
    UUID zeros = new UUID(0, 0);
    Attestations require = with(AttestationPolicy.REQUIRE, Entry.of(zeros, "Any", MAKER));
    assertRefused(Why.UNKNOWN, () -> require.judge(by(zeros, BATCH)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "REVOKED",
        "USER_VERIFICATION_BYPASS",
        "ATTESTATION_KEY_COMPROMISE",
        "USER_KEY_REMOTE_COMPROMISE",
        "USER_KEY_PHYSICAL_COMPROMISE"
      })
  void a_make_that_is_known_to_be_broken_is_refused(String status) throws MetadataRefused {
    Entry broken =
        KEY.reported("FIDO_CERTIFIED_L1", "2020-01-01")
            .reported(status, "2021-01-01")
            .reported("UPDATE_AVAILABLE", "2022-01-01");
    for (AttestationPolicy policy : List.of(AttestationPolicy.PREFER, AttestationPolicy.REQUIRE)) {
      Attestations all = with(policy, broken);
      assertRefused(Why.UNSAFE, () -> all.judge(by(MODEL, BATCH)));
      assertRefused(Why.UNSAFE, () -> all.judge(by(MODEL)));
    }
  }

  @Test
  void of_a_make_with_one_bad_batch_the_others_are_taken() throws MetadataRefused {
    Holder bad = MAKER.batch(MODEL);
    Attestations all =
        with(
            AttestationPolicy.REQUIRE,
            KEY.reported(
                Map.of(
                    "status",
                    "ATTESTATION_KEY_COMPROMISE",
                    "certificate",
                    Base64.getEncoder().encodeToString(bad.der()))));
    assertRefused(Why.UNSAFE, () -> all.judge(by(MODEL, bad)));
    assertThat(all.judge(by(MODEL, BATCH))).isPresent();
  }

  @Test
  void the_level_is_that_of_the_newest_report_in_force() throws MetadataRefused {
    assertThat(level(KEY)).isNull();
    Entry first = KEY.reported("FIDO_CERTIFIED", "2019-01-01");
    assertThat(level(first)).isEqualTo("1");
    Entry second = first.reported("FIDO_CERTIFIED_L2plus", "2021-01-01");
    assertThat(level(second.reported("FIDO_CERTIFIED_L1", "2021-01-01"))).isEqualTo("2+");
    assertThat(level(second.reported("FIDO_CERTIFIED_L3", "2099-01-01"))).isEqualTo("2+");
    assertThat(level(second.reported("UPDATE_AVAILABLE", "2022-01-01"))).isEqualTo("2+");
    assertThat(level(second.reported("NOT_FIDO_CERTIFIED", "2022-01-01"))).isNull();
  }

  private @Nullable String level(Entry entry) throws MetadataRefused {
    return with(AttestationPolicy.PREFER, entry).judge(by(MODEL, BATCH)).orElseThrow().certified();
  }

  @Test
  void what_has_no_model_is_known_by_the_key_of_its_certificate() throws MetadataRefused {
    String identifier =
        HexFormat.of()
            .formatHex(
                DefaultCertPathTrustworthinessVerifier.extractSubjectKeyIdentifier(
                    BATCH.certificate()));
    Entry stick = Entry.of(MODEL, "Example Stick", MAKER);
    Attestations all =
        with(
            AttestationPolicy.REQUIRE,
            new Entry(
                null,
                List.of(identifier.toUpperCase(Locale.ROOT)),
                stick.metadataStatement(),
                List.of()));
    assertThat(all.judge(new Statement.ByKey(identifier, certificates(BATCH))))
        .contains(new AuthenticatorModel("Example Stick", null));
    assertRefused(Why.UNKNOWN, () -> all.judge(new Statement.ByKey("00", certificates(BATCH))));
    assertRefused(
        Why.FORGED,
        () -> all.judge(new Statement.ByKey(identifier, certificates(STRANGER.batch(MODEL)))));
  }
}
