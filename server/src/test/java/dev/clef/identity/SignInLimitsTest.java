package dev.clef.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.testing.ClefServer;
import dev.clef.testing.Client.Answer;
import dev.clef.testing.Listener;
import dev.clef.testing.Running;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** How often somebody may try to sign in with a password. */
@ClefServer
class SignInLimitsTest {

  private static final int BY_NAME = 3;
  private static final int BY_ADDRESS = 8;

  private final Running clef;

  @Autowired
  SignInLimitsTest(Running clef) {
    this.clef = clef;
  }

  @DynamicPropertySource
  static void limits(DynamicPropertyRegistry settings) {
    settings.add("clef.web.rate-limits.sign-in-name.burst", () -> BY_NAME);
    settings.add("clef.web.rate-limits.sign-in-name.refill", () -> "10m");
    settings.add("clef.web.rate-limits.sign-in-address.burst", () -> BY_ADDRESS);
    settings.add("clef.web.rate-limits.sign-in-address.refill", () -> "10m");
  }

  @BeforeEach
  void longAfter() {
    clef.clock().advance(Duration.ofDays(1));
  }

  private Answer signIn(String name, String password) {
    return clef.client().post("/api/v1/sign-in", Map.of("name", name, "password", password));
  }

  private Listener registered() {
    Listener listener = Listener.some();
    listener.registered(clef.client());
    return listener;
  }

  @Test
  void a_name_is_tried_so_often_however_it_is_written_and_no_other_is_kept_out() {
    Listener anna = registered();
    Listener ben = registered();
    assertThat(signIn(anna.name(), "no horse").code()).isEqualTo("wrong_credentials");
    assertThat(signIn(anna.name().toUpperCase(Locale.ROOT), "no horse").code())
        .isEqualTo("wrong_credentials");
    String wide = anna.name().replace('a', '\uff41');
    assertThat(signIn(wide, "no horse").code()).isEqualTo("wrong_credentials");
    Answer refused = signIn(anna.name(), anna.password());
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.code()).isEqualTo("rate_limited");
    assertThat(refused.headers().get("retry-after")).isNotNull();
    assertThat(signIn(ben.name(), ben.password()).status()).isEqualTo(200);
    clef.clock().advance(Duration.ofMinutes(10));
    assertThat(signIn(wide, anna.password()).status()).as("the same name").isEqualTo(200);
    assertThat(signIn(" " + anna.name() + " ", anna.password()).code())
        .as("counted by itself, and nobody's")
        .isEqualTo("wrong_credentials");
  }

  @Test
  void from_one_address_so_many_names_are_tried_and_nobody_learns_which_exist() {
    for (int i = 0; i < BY_ADDRESS; i++) {
      assertThat(signIn("nobody" + i, "no horse").code()).isEqualTo("wrong_credentials");
    }
    Listener anna = registered();
    assertThat(signIn(anna.name(), anna.password()).code()).isEqualTo("rate_limited");
    assertThat(signIn("nobody", "no horse").code()).isEqualTo("rate_limited");
  }
}
