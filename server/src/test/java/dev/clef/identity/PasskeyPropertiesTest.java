package dev.clef.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clef.identity.credentials.attestation.AttestationPolicy;
import dev.clef.platform.StartRefused;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** The defaults of {@code clef.passkeys.*}, and what is refused. */
class PasskeyPropertiesTest {

  private static final Map<String, String> FILE = Map.of("clef.passkeys.metadata", "/srv/mds.jwt");
  private static final String STAFF = "clef.staff.attestation";

  @Test
  void without_a_file_nobody_is_asked_what_they_are() {
    PasskeyProperties properties = bound(Map.of());
    assertThat(properties)
        .isEqualTo(new PasskeyProperties(null, "Clef", null, null, "mds.fidoalliance.org", null));
    assertThat(properties.policy(STAFF, null)).isEqualTo(AttestationPolicy.IGNORE);
  }

  @Test
  void with_a_file_what_is_stated_is_checked_unless_it_is_said_otherwise() {
    PasskeyProperties properties = bound(FILE);
    assertThat(properties.metadata()).isEqualTo(Path.of("/srv/mds.jwt"));
    assertThat(properties.policy(STAFF, null)).isEqualTo(AttestationPolicy.PREFER);
    for (AttestationPolicy policy : AttestationPolicy.values()) {
      assertThat(properties.policy(STAFF, policy)).isEqualTo(policy);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"prefer", "require"})
  void what_needs_a_file_is_refused_without_one(String policy) {
    assertThatThrownBy(() -> bound(Map.of("clef.passkeys.attestation", policy)))
        .rootCause()
        .hasMessageStartingWith("clef.passkeys.attestation");
    AttestationPolicy staff = bound(with(policy)).attestation();
    assertThatThrownBy(() -> bound(Map.of()).policy(STAFF, staff))
        .isInstanceOf(StartRefused.class)
        .hasMessageStartingWith(STAFF);
  }

  private static Map<String, String> with(String policy) {
    return Map.of("clef.passkeys.metadata", "/srv/mds.jwt", "clef.passkeys.attestation", policy);
  }

  private static PasskeyProperties bound(Map<String, String> settings) {
    return new Binder(new MapConfigurationPropertySource(settings))
        .bindOrCreate("clef.passkeys", PasskeyProperties.class);
  }
}
