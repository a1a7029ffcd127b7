package dev.clef.identity.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clef.identity.credentials.attestation.AuthenticatorModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the vault holds of passkeys and apps, frozen. */
class HeldFactorsTest {

  private static final Passkey PASSKEY =
      new Passkey(
          UUID.fromString("01930000-0000-7000-8000-000000000001"),
          "Ada's \"phone\"\u00e9",
          new byte[] {1, 2, (byte) 0xfb, (byte) 0xff},
          new byte[] {9, 8, 7},
          List.of("hybrid", "internal"),
          true,
          Instant.parse("2026-11-28T12:00:00.123Z"),
          null);

  private static final Passkey ATTESTED =
      new Passkey(
          UUID.fromString("01930000-0000-7000-8000-000000000002"),
          "Key ring",
          new byte[] {3},
          new byte[] {4},
          List.of(),
          false,
          Instant.parse("2026-11-28T12:30:00Z"),
          new AuthenticatorModel("Example Key \u00e9", "2+"));

  private static final DeviceKey BROWSER =
      new DeviceKey(
          UUID.fromString("01930000-0000-7000-8000-000000000003"),
          "Laptop",
          new byte[] {5, 6},
          Instant.parse("2026-11-28T12:45:00Z"));

  private static final HeldFactors HELD =
      HeldFactors.NONE
          .with(PASSKEY)
          .with(new HeldFactors.App("App", Instant.parse("2026-11-28T13:00:00Z")));

  @Test
  void the_storage_is_frozen() throws IOException {
    try (var golden =
        Objects.requireNonNull(
            HeldFactorsTest.class.getResourceAsStream("/golden/credentials/factors.txt"))) {
      String expected = new String(golden.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(
              new String(HELD.storage(), StandardCharsets.UTF_8)
                  + "\n"
                  + new String(HELD.withoutApp().storage(), StandardCharsets.UTF_8)
                  + "\n"
                  + new String(HeldFactors.NONE.with(ATTESTED).storage(), StandardCharsets.UTF_8)
                  + "\n"
                  + new String(HeldFactors.NONE.with(BROWSER).storage(), StandardCharsets.UTF_8)
                  + "\n")
          .isEqualTo(expected);
    }
  }

  @Test
  void what_is_written_is_read() {
    HeldFactors read = HeldFactors.parse(HELD.storage());
    assertThat(read.storage()).isEqualTo(HELD.storage());
    assertThat(read.passkeys().getFirst()).usingRecursiveComparison().isEqualTo(PASSKEY);
    assertThat(read.app()).isEqualTo(HELD.app());
    Passkey attested =
        HeldFactors.parse(HeldFactors.NONE.with(ATTESTED).storage()).passkeys().getFirst();
    assertThat(attested).usingRecursiveComparison().isEqualTo(ATTESTED);
    HeldFactors trusted = HeldFactors.parse(HELD.with(BROWSER).withoutApp().storage());
    assertThat(trusted.deviceKeys().getFirst()).usingRecursiveComparison().isEqualTo(BROWSER);
    assertThat(trusted.passkeys()).hasSize(1);
    assertThat(trusted.withoutDeviceKey(BROWSER.factorId()).deviceKeys()).isEmpty();
    assertThat(HeldFactors.parse(HELD.withoutApp().storage()).appGone()).isTrue();
    assertThat(HeldFactors.parse(HELD.without(PASSKEY.factorId()).storage()).passkeys()).isEmpty();
  }

  @Test
  void a_later_version_is_not_guessed_at() {
    byte[] later = "{\"v\":2,\"passkeys\":[]}".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> HeldFactors.parse(later)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nothing_of_it_is_printed() {
    assertThat(HELD.toString() + PASSKEY + HELD.app() + BROWSER)
        .doesNotContain("Laptop")
        .doesNotContain("Ada")
        .doesNotContain("App\"");
  }
}
