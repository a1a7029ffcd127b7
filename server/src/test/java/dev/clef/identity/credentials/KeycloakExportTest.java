package dev.clef.identity.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.identity.credentials.KeycloakExport.Row;
import dev.clef.platform.Randomness;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Everybody of an existing base signs in with the password they have. */
class KeycloakExportTest {

  /** How many right and wrong passwords of each kind: a PBKDF2 of Keycloak takes some 0.2 s. */
  private static final Map<String, int[]> SAMPLE =
      Map.of(
          "argon2", new int[] {48, 14},
          "pbkdf2-sha512", new int[] {14, 4},
          "pbkdf2-sha256", new int[] {8, 2});

  @Test
  void every_password_is_taken_over_with_its_algorithm() {
    List<Row> rows = passwords();
    assertThat(rows).hasSizeGreaterThan(1000);
    for (Row row : rows) {
      PasswordHash hash =
          (PasswordHash) KeycloakCredential.parse(row.credentialData(), row.secretData());
      assertThat(hash.derivation().algorithm())
          .startsWith(row.person().getOrDefault("hash_algorithm", ""));
      assertThat(PasswordHash.parse(hash.stored())).isEqualTo(hash);
    }
  }

  @Test
  void right_passwords_verify_and_wrong_ones_do_not() {
    PasswordSettings settings = new PasswordSettings(8, 19456, 2, 2, 256, Duration.ofSeconds(30));
    Map<String, List<Row>> byKind =
        passwords().stream()
            .collect(Collectors.groupingBy(r -> r.person().getOrDefault("hash_algorithm", "")));
    assertThat(byKind.keySet()).isEqualTo(SAMPLE.keySet());
    int right = 0;
    int wrong = 0;
    try (PasswordHasher hasher =
        new PasswordHasher(settings, new Randomness(), new SimpleMeterRegistry())) {
      for (Map.Entry<String, int[]> kind : SAMPLE.entrySet()) {
        List<Row> rows = byKind.getOrDefault(kind.getKey(), List.of());
        for (Row row : spread(rows, kind.getValue()[0])) {
          assertThat(hasher.verify(hash(row), password(row))).as(row.credentialData()).isTrue();
          right++;
        }
        for (Row row : spread(rows, kind.getValue()[1])) {
          assertThat(hasher.verify(hash(row), password(row) + " ")).isFalse();
          wrong++;
        }
      }
    }
    assertThat(right).isGreaterThanOrEqualTo(60);
    assertThat(wrong).isGreaterThanOrEqualTo(20);
  }

  @Test
  void every_authenticator_app_goes_on_working() {
    List<Row> rows = KeycloakExport.rows().stream().filter(r -> r.kind().equals("otp")).toList();
    assertThat(rows).hasSizeGreaterThanOrEqualTo(50);
    for (Row row : rows) {
      TotpSecret secret =
          (TotpSecret) KeycloakCredential.parseOtp(row.credentialData(), row.secretData());
      assertThat(secret.base32()).isEqualTo(row.person().get("otp_secret_base32"));
    }
  }

  private static List<Row> passwords() {
    return KeycloakExport.rows().stream().filter(r -> r.kind().equals("password")).toList();
  }

  /** The strangest passwords first, then evenly over the rest. */
  private static List<Row> spread(List<Row> rows, int count) {
    List<Row> chosen =
        new ArrayList<>(
            rows.stream().filter(r -> isStrange(password(r))).limit(count / 2).toList());
    int step = rows.size() / (count - chosen.size());
    for (int i = 0; chosen.size() < count; i += step) {
      chosen.add(rows.get(i));
    }
    return chosen;
  }

  private static boolean isStrange(String password) {
    return !password.matches("[A-Za-z0-9!-]*");
  }

  private static String password(Row row) {
    return row.person().getOrDefault("password", "");
  }

  private static PasswordHash hash(Row row) {
    return (PasswordHash) KeycloakCredential.parse(row.credentialData(), row.secretData());
  }
}
