package dev.clef.openid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

/** To whom this server speaks because somebody registered an address. */
class PublicAddressesTest {

  @Test
  void only_addresses_of_the_public_network_are_spoken_to() throws UnknownHostException {
    for (String address :
        new String[] {
          "127.0.0.1",
          "127.1.2.3",
          "0.0.0.0",
          "0.1.2.3",
          "10.1.2.3",
          "172.16.0.1",
          "172.31.255.255",
          "192.168.1.1",
          "169.254.169.254",
          "100.64.0.1",
          "100.127.255.255",
          "192.0.0.8",
          "192.0.2.1",
          "198.18.0.1",
          "198.19.255.255",
          "198.51.100.1",
          "203.0.113.9",
          "224.0.0.1",
          "240.0.0.1",
          "255.255.255.255",
          "::1",
          "::",
          "::ffff:10.0.0.1",
          "::ffff:127.0.0.1",
          "64:ff9b::7f00:1",
          "fc00::1",
          "fd12:3456::1",
          "fe80::1",
          "fec0::1",
          "ff02::1",
          "2001::1",
          "2001:db8::1",
          "2002:7f00:1::1",
          "3fff::1"
        }) {
      assertThat(PublicAddresses.includes(InetAddress.getByName(address))).as(address).isFalse();
    }
    for (String address :
        new String[] {
          "1.1.1.1",
          "100.63.255.255",
          "100.128.0.1",
          "172.15.0.1",
          "172.32.0.1",
          "192.0.3.1",
          "198.17.0.1",
          "198.20.0.1",
          "223.255.255.255",
          "2606:4700::1111",
          "2001:4860:4860::8888"
        }) {
      assertThat(PublicAddresses.includes(InetAddress.getByName(address))).as(address).isTrue();
    }
  }

  /** The socket would take it: nobody is even greeted. */
  @Test
  void nobody_on_this_machine_is_spoken_to_unless_that_is_set() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      socket.setSoTimeout(300);
      for (String host : new String[] {"127.0.0.1", "localhost"}) {
        URI uri = URI.create("http://" + host + ":" + socket.getLocalPort() + "/");
        assertThatThrownBy(() -> new LogoutCarrier(false).post(uri, "logout_token=x"))
            .isInstanceOf(IOException.class)
            .hasMessage("an address of a private network");
      }
      assertThatThrownBy(socket::accept).isInstanceOf(IOException.class);
    }
  }
}
