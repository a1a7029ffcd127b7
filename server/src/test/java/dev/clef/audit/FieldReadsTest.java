package dev.clef.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is a read, of what, by whom. */
class FieldReadsTest {

  private static final LocalDate DAY = LocalDate.of(2026, 3, 12);

  private final FieldReads reads = new FieldReads();

  @Test
  void a_read_counts_for_every_field_it_names_and_the_last_day_stays() {
    note("data.read", "email,username", DAY);
    note("data.read", "email", DAY.minusDays(1));
    assertThat(reads.found())
        .containsExactlyInAnyOrder(
            new FieldRead("email", "listener", "self_service", DAY, 2),
            new FieldRead("username", "listener", "self_service", DAY, 1));
  }

  @Test
  void a_record_is_its_parts_and_an_imported_attribute_its_family() {
    note("data.read", "session,imported.shoe_size,shoe_size", DAY);
    assertThat(reads.found())
        .extracting(FieldRead::field)
        .containsExactlyInAnyOrder("session.device", "session.address", "imported.*");
  }

  @Test
  void at_a_sign_in_it_is_the_service_that_reads() {
    note("sign_in.failed", "hashed_password", DAY);
    assertThat(reads.found())
        .containsExactly(new FieldRead("hashed_password", "service", "self_service", DAY, 1));
  }

  @Test
  void writes_refusals_and_credentials_of_staff_are_no_reads_of_listeners() {
    for (String type : new String[] {"data.written", "data.refused", "account.created"}) {
      note(type, "email", DAY);
    }
    note("staff.sign_in.succeeded", "hashed_password", DAY);
    reads.note(DAY, Map.of());
    assertThat(reads.found()).isEmpty();
  }

  private void note(String type, String fields, LocalDate day) {
    reads.note(
        day,
        Map.of("type", type, "fields", fields, "actor", "listener", "purpose", "self_service"));
  }
}
