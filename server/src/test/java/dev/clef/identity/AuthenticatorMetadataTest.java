package dev.clef.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clef.identity.credentials.attestation.Metadata;
import dev.clef.identity.credentials.attestation.MetadataReader;
import dev.clef.platform.SettableClock;
import dev.clef.platform.StartRefused;
import dev.clef.platform.db.Databases;
import dev.clef.testing.MetadataMaker;
import dev.clef.testing.MetadataMaker.Holder;
import dev.clef.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The metadata file while the process runs: good ones are taken, and the last good one goes on. */
class AuthenticatorMetadataTest {

  private static final Databases DATABASES = TestPostgres.fresh();
  private static final Holder ROOT = MetadataMaker.root("Publisher root");
  private static final Holder SIGNER = ROOT.signer(MetadataMaker.SIGNER);

  private final SettableClock clock = new SettableClock(Instant.now());
  private final LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  private @TempDir Path folder;
  private final MetadataMemory memory = remembered(reader());
  private Path file = Path.of("");
  private long written;

  @BeforeEach
  void file() throws SQLException {
    try (Connection connection = TestPostgres.clusters().superuser(DATABASES.data());
        var statement = connection.createStatement()) {
      statement.execute("delete from identity.authenticator_metadata");
    }
    file = folder.resolve("mds.jwt");
  }

  private static String published(Holder signer, long number, LocalDate nextUpdate) {
    return MetadataMaker.file(signer, number, nextUpdate, List.of());
  }

  private void put(String content) throws IOException {
    Files.writeString(file, content);
    // Two writes of one tick of the file system would look the same.
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_700_000_000_000L + 1000 * ++written));
  }

  private static MetadataReader reader() {
    return new MetadataReader(List.of(ROOT.certificate()), MetadataMaker.SIGNER);
  }

  private static MetadataMemory remembered(MetadataReader reader) {
    return new MetadataStore(
        JdbcClient.create(DATABASES.data().connect(DATABASES.data().app())), reader.publisher());
  }

  private AuthenticatorMetadata started() {
    return new AuthenticatorMetadata(
        file, new MetadataReader(List.of(ROOT.certificate()), MetadataMaker.SIGNER), memory, clock);
  }

  private static long number(AuthenticatorMetadata metadata) {
    return metadata.current().map(Metadata::number).orElse(-1L);
  }

  private static String health(AuthenticatorMetadata metadata) {
    return metadata.health().getStatus().getCode();
  }

  @Test
  void a_new_file_is_taken() throws IOException {
    put(published(SIGNER, 3, today.plusDays(5)));
    AuthenticatorMetadata metadata = started();
    assertThat(number(metadata)).isEqualTo(3);
    put(published(SIGNER, 4, today.plusDays(35)));
    assertThat(number(metadata)).isEqualTo(3);
    metadata.look();
    assertThat(number(metadata)).isEqualTo(4);
    assertThat(health(metadata)).isEqualTo("UP");
  }

  @Test
  void a_file_that_is_not_good_is_not_taken_and_the_last_good_one_goes_on() throws IOException {
    String good = published(SIGNER, 3, today.plusDays(5));
    put(good);
    AuthenticatorMetadata metadata = started();
    for (String bad :
        List.of(
            published(SIGNER, 4, today.plusDays(35)).replaceFirst("...$", "AAA"),
            published(MetadataMaker.root("Other").signer(MetadataMaker.SIGNER), 4, today),
            published(SIGNER, 2, today.plusDays(5)),
            published(SIGNER, 4, today.minusDays(1)),
            "")) {
      put(bad);
      metadata.look();
      assertThat(number(metadata)).isEqualTo(3);
      assertThat(health(metadata)).isEqualTo("DEGRADED");
      put(good);
      metadata.look();
      assertThat(health(metadata)).isEqualTo("UP");
    }
    Files.delete(file);
    metadata.look();
    assertThat(number(metadata)).isEqualTo(3);
    assertThat(health(metadata)).isEqualTo("DEGRADED");
  }

  @Test
  void a_file_that_grows_old_goes_on_and_is_told_of() throws IOException {
    put(published(SIGNER, 3, today.plusDays(5)));
    AuthenticatorMetadata metadata = started();
    clock.advance(Duration.ofDays(6));
    metadata.look();
    assertThat(number(metadata)).isEqualTo(3);
    assertThat(health(metadata)).isEqualTo("DEGRADED");
    put(published(SIGNER, 4, today.plusDays(35)));
    metadata.look();
    assertThat(health(metadata)).isEqualTo("UP");
  }

  @Test
  void a_start_with_a_file_that_is_not_good_is_refused_by_name() throws IOException {
    assertThatThrownBy(this::started)
        .isInstanceOf(StartRefused.class)
        .hasMessageContaining("clef.passkeys.metadata")
        .hasMessageContaining("cannot be read");
    put(published(SIGNER, 3, today).replaceFirst("...$", "AAA"));
    assertThatThrownBy(this::started)
        .isInstanceOf(StartRefused.class)
        .hasMessageContaining("signature is wrong");
  }

  @Test
  void a_start_with_a_file_that_is_only_old_is_none_without_passkeys() throws IOException {
    put(published(SIGNER, 3, today.minusDays(1)));
    AuthenticatorMetadata metadata = started();
    assertThat(number(metadata)).isEqualTo(3);
    assertThat(health(metadata)).isEqualTo("DEGRADED");
  }

  @Test
  void after_a_start_an_older_file_is_not_taken_either() throws IOException {
    put(published(SIGNER, 3, today.plusDays(5)));
    started();
    put(published(SIGNER, 2, today.plusDays(35)));
    assertThatThrownBy(this::started)
        .isInstanceOf(StartRefused.class)
        .hasMessageContaining("number 2, and number 3 was taken before");
    put(published(SIGNER, 3, today.plusDays(6)));
    AuthenticatorMetadata metadata = started();
    put(published(SIGNER, 4, today.plusDays(35)));
    metadata.look();
    put(published(SIGNER, 3, today.plusDays(6)));
    assertThatThrownBy(this::started).hasMessageContaining("number 4 was taken before");
  }

  @Test
  void what_another_node_took_counts_and_what_another_publisher_said_does_not() throws IOException {
    put(published(SIGNER, 3, today.plusDays(5)));
    AuthenticatorMetadata one = started();
    AuthenticatorMetadata other = started();
    put(published(SIGNER, 5, today.plusDays(35)));
    one.look();
    put(published(SIGNER, 4, today.plusDays(35)));
    other.look();
    assertThat(number(other)).isEqualTo(3);
    assertThat(health(other)).isEqualTo("DEGRADED");

    Holder root = MetadataMaker.root("Another publisher");
    put(published(root.signer(MetadataMaker.SIGNER), 1, today.plusDays(35)));
    MetadataReader reader = new MetadataReader(List.of(root.certificate()), MetadataMaker.SIGNER);
    assertThat(number(new AuthenticatorMetadata(file, reader, remembered(reader), clock)))
        .isEqualTo(1);
  }

  @Test
  void a_file_that_was_taken_is_believed_when_its_signer_has_ended_and_no_other_is()
      throws IOException {
    String taken = published(SIGNER, 3, today.plusDays(5));
    put(taken);
    started();
    clock.advance(
        Duration.between(clock.instant(), SIGNER.certificate().getNotAfter().toInstant())
            .plusSeconds(1));
    AuthenticatorMetadata metadata = started();
    assertThat(number(metadata)).isEqualTo(3);
    assertThat(health(metadata)).isEqualTo("DEGRADED");
    put(published(SIGNER, 4, today.plusDays(35)));
    assertThatThrownBy(this::started).hasMessageContaining("or not now");
    put(taken);
    assertThat(number(started())).isEqualTo(3);
  }

  @Test
  void without_a_file_there_is_nothing() {
    AuthenticatorMetadata metadata =
        new AuthenticatorMetadata(null, new MetadataReader(List.of(), ""), memory, clock);
    metadata.look();
    assertThat(metadata.current()).isEmpty();
    assertThat(health(metadata)).isEqualTo("UP");
  }

  @Test
  void the_authority_of_the_fido_alliance_is_known_to_the_platform() throws IOException {
    assertThat(MetadataRoots.of(null)).hasSize(1);
    Path pem = folder.resolve("root.pem");
    Files.writeString(pem, ROOT.pem());
    assertThat(MetadataRoots.of(pem)).containsExactly(ROOT.certificate());
    Files.writeString(pem, "");
    assertThatThrownBy(() -> MetadataRoots.of(pem)).isInstanceOf(StartRefused.class);
  }
}
