package dev.clef.openid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Ways to write the address a proof was made for (RFC 3986 §6.2). */
class HtuTest {

  private static final String ADDRESS = "https://id.example.com/oauth2/token";

  @Test
  void the_same_address_is_known_however_it_is_written() {
    for (String same :
        List.of(
            "HTTPS://ID.Example.COM/oauth2/token",
            "https://id.example.com:443/oauth2/token",
            "https://id.example.com:/oauth2/token",
            "https://id.example.com/oauth2/%74oken",
            "https://id.example.com/oauth2/./x/../token")) {
      assertThat(Htu.normal(same)).as(same).isEqualTo(ADDRESS);
    }
    assertThat(Htu.normal("https://id.example.com")).isEqualTo("https://id.example.com/");
    assertThat(Htu.normal("https://id.example.com/a%2fb"))
        .isEqualTo("https://id.example.com/a%2Fb");
  }

  @Test
  void another_address_stays_another() {
    for (String other :
        List.of(
            "http://id.example.com/oauth2/token",
            "https://id.example.com:8443/oauth2/token",
            "https://id.example.org/oauth2/token",
            "https://id.example.com/oauth2/Token",
            "https://id.example.com/oauth2/token/",
            "https://id.example.com/oauth2%2Ftoken")) {
      assertThat(Htu.normal(other)).as(other).isNotEqualTo(ADDRESS);
    }
    for (String none :
        List.of(
            "", "/oauth2/token", "urn:x", "https://", "https://a@id.example.com/", "https://[")) {
      assertThatThrownBy(() -> Htu.normal(none))
          .as(none)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
