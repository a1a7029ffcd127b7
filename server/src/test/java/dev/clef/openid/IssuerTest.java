package dev.clef.openid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clef.platform.web.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

/** What names the provider, and what may. */
class IssuerTest {

  private static final Set<String> NONE = Set.of();
  private static final String OURS = "https://id.example.org";

  @Test
  void what_is_set_counts_most_then_the_one_other_origin_then_this_machine() {
    assertThat(named(OURS, Set.of("https://other.example.org"), true)).isEqualTo(OURS);
    assertThat(named(null, Set.of(OURS), true)).isEqualTo(OURS);
    assertThat(named(null, Set.of(OURS), false)).isEqualTo(OURS);
    assertThat(named(null, NONE, true)).isEqualTo("https://localhost:8443");
    assertThat(named(null, Set.of(OURS, "https://b.example.org"), true))
        .as("nobody knows which of the two")
        .isEqualTo("https://localhost:8443");
  }

  @Test
  void the_port_of_the_scheme_is_not_said() {
    assertThat(Issuer.choose(null, NONE, true, true).of(arrivedAt(443)))
        .isEqualTo("https://localhost");
    assertThat(Issuer.choose(null, NONE, true, false).of(arrivedAt(8080)))
        .isEqualTo("http://localhost:8080");
  }

  @Test
  void a_server_that_others_reach_has_no_name_before_one_is_set() {
    for (Set<String> origins :
        Set.of(NONE, Set.of("http://id.example.org"), Set.of(OURS, "https://b.example.org"))) {
      Issuer issuer = Issuer.choose(null, origins, false, true);
      assertThat(issuer.isKnown()).isFalse();
      assertThatThrownBy(() -> issuer.of(arrivedAt(8443)))
          .isInstanceOfSatisfying(
              Problem.class,
              problem -> assertThat(problem.type()).isEqualTo(OpenidProblem.NO_ISSUER));
    }
    assertThat(Issuer.choose(OURS, NONE, false, true).isKnown()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        OURS,
        "https://id.example.org:8443",
        "https://[2001:db8::1]:8443",
        "http://localhost:8080",
        "http://127.0.0.1:8080"
      })
  void an_origin_may_be_set(String issuer) {
    assertThat(properties(issuer).issuer()).isEqualTo(issuer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "id.example.org",
        "http://id.example.org",
        "https://id.example.org/",
        "https://id.example.org/clef",
        "https://id.example.org?x=1",
        "https://id.example.org#x",
        "https://me@id.example.org",
        "https://ID.example.org",
        "http://localhost.example.org",
        "ftp://id.example.org",
        "https://id.example.org:port"
      })
  void anything_else_stops_the_start_and_says_which_setting(String issuer) {
    assertThatThrownBy(() -> properties(issuer)).hasMessageContaining("clef.openid.issuer");
  }

  private static OpenidProperties properties(@Nullable String issuer) {
    return new OpenidProperties(
        issuer,
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        Duration.ofDays(30),
        Duration.ofDays(180),
        false,
        new FetchSettings(List.of(), List.of()));
  }

  private static String named(@Nullable String set, Set<String> origins, boolean local) {
    return Issuer.choose(set, origins, local, true).of(arrivedAt(8443));
  }

  private static MockHttpServletRequest arrivedAt(int port) {
    MockHttpServletRequest request = new MockHttpServletRequest();
    request.setLocalPort(port);
    request.setServerName("evil.example");
    request.setServerPort(1);
    request.setScheme("http");
    request.addHeader("Host", "evil.example:1");
    return request;
  }
}
