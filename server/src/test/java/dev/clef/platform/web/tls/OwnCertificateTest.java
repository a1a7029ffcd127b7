package dev.clef.platform.web.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clef.platform.Randomness;
import dev.clef.platform.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnCertificateTest {

  @TempDir private Path folder;

  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-20T12:00:00Z"));

  @Test
  void the_certificate_names_this_machine_and_the_given_hosts_for_397_days() throws Exception {
    X509Certificate leaf = own("id.example.org", "192.0.2.7").ensure().leaf();
    assertThat(leaf.getSubjectAlternativeNames().stream().map(name -> name.get(1).toString()))
        .containsExactlyInAnyOrder(
            "localhost", "127.0.0.1", "0:0:0:0:0:0:0:1", "id.example.org", "192.0.2.7");
    assertThat(Duration.between(leaf.getNotBefore().toInstant(), leaf.getNotAfter().toInstant()))
        .isEqualTo(Duration.ofDays(397));
    assertThat(leaf.getPublicKey().getAlgorithm()).isEqualTo("EC");
    assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
    leaf.verify(leaf.getPublicKey());
  }

  @Test
  void key_and_folder_are_for_the_owner_only() throws IOException {
    CertificateFiles files = own().ensure();
    assertThat(mode(files.privateKey())).isEqualTo("rw-------");
    assertThat(mode(folder.resolve("data/tls"))).isEqualTo("rwx------");
    assertThat(mode(folder.resolve("data"))).isEqualTo("rwx------");
  }

  @Test
  void a_good_certificate_stays_and_one_about_to_end_is_replaced() {
    X509Certificate first = own().ensure().leaf();
    clock.advance(Duration.ofDays(366));
    assertThat(own().ensure().leaf()).isEqualTo(first);
    clock.advance(Duration.ofDays(2));
    assertThat(own().ensure().leaf()).isNotEqualTo(first);
  }

  @Test
  void a_new_host_a_torn_file_and_a_foreign_key_each_lead_to_a_new_one() throws IOException {
    CertificateFiles files = own().ensure();
    X509Certificate first = files.leaf();
    X509Certificate second = own("id.example.org").ensure().leaf();
    assertThat(second).isNotEqualTo(first);
    Files.writeString(files.certificate(), "-----BEGIN CERTIFICATE-----\nAAAA");
    X509Certificate third = own("id.example.org").ensure().leaf();
    assertThat(third).isNotEqualTo(second);
    CertificateFiles other =
        new OwnCertificate(folder.resolve("other"), Set.of(), clock, new Randomness()).ensure();
    Files.write(files.privateKey(), Files.readAllBytes(other.privateKey()));
    assertThatThrownBy(files::load).isInstanceOf(IllegalStateException.class);
    assertThat(own("id.example.org").ensure().leaf()).isNotEqualTo(third);
  }

  @Test
  void a_host_that_is_neither_name_nor_address_is_refused() {
    assertThatThrownBy(() -> own("a b").ensure()).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> own("*.example.org/x").ensure())
        .isInstanceOf(IllegalArgumentException.class);
  }

  private OwnCertificate own(String... hosts) {
    return new OwnCertificate(folder.resolve("data"), Set.of(hosts), clock, new Randomness());
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
