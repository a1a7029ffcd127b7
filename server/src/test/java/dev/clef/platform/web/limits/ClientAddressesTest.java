package dev.clef.platform.web.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

class ClientAddressesTest {

  @Test
  void without_a_named_proxy_the_header_is_the_clients_own_words() {
    assertThat(seen(List.of(), "192.0.2.1", "198.51.100.7")).isEqualTo("192.0.2.1");
  }

  @Test
  void behind_proxies_the_rightmost_stranger_counts() {
    List<String> proxies = List.of("10.0.0.0/8", "2001:db8:1::/48");
    assertThat(seen(proxies, "10.1.1.1", "203.0.113.9, 198.51.100.7, 10.2.2.2"))
        .isEqualTo("198.51.100.7");
    assertThat(seen(proxies, "2001:db8:1::5", "198.51.100.7")).isEqualTo("198.51.100.7");
    assertThat(seen(proxies, "192.0.2.1", "198.51.100.7")).isEqualTo("192.0.2.1");
  }

  @Test
  void nonsense_from_a_proxy_stops_at_the_last_address_known() {
    assertThat(seen(List.of("10.0.0.0/8"), "10.1.1.1", "198.51.100.7, example.org"))
        .isEqualTo("10.1.1.1");
    assertThat(seen(List.of("10.0.0.0/8"), "10.1.1.1", "")).isEqualTo("10.1.1.1");
  }

  @Test
  void an_ipv6_household_is_one_client_and_an_address_does_not_print() {
    assertThat(network("2001:db8:1:2:3:4:5:6")).isEqualTo(network("2001:db8:1:2::9"));
    assertThat(network("2001:db8:1:2::1")).isNotEqualTo(network("2001:db8:1:3::1"));
    assertThat(network("192.0.2.1")).isNotEqualTo(network("192.0.2.2"));
    assertThat(new ClientAddress(InetAddress.getLoopbackAddress())).hasToString("<redacted>");
  }

  @Test
  void a_wrong_network_stops_the_start() {
    for (String wrong : List.of("10.0.0.0/33", "10.0.0/8", "proxy.example.org", "10.0.0.0/-1")) {
      assertThatThrownBy(() -> new ClientAddresses(List.of(wrong)))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(Network.parse("0.0.0.0/0").contains(InetAddress.ofLiteral("192.0.2.1"))).isTrue();
    assertThat(Network.parse("10.0.0.0/9").contains(InetAddress.ofLiteral("10.128.0.1"))).isFalse();
  }

  private static String network(String address) {
    return new ClientAddress(InetAddress.ofLiteral(address)).network();
  }

  private static String seen(List<String> proxies, String peer, String forwarded) {
    MockHttpServletRequest request = new MockHttpServletRequest();
    request.setRemoteAddr(peer);
    request.addHeader("X-Forwarded-For", forwarded);
    return new ClientAddresses(proxies).of(request).text();
  }
}
