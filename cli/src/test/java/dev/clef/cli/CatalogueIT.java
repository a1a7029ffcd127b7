package dev.clef.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The catalogue of a running server, from its command line. */
class CatalogueIT {

  @Test
  void the_catalogue_is_a_table_or_json() throws Exception {
    Ran table = catalogue();
    assertThat(table.exitCode()).as(table.err()).isZero();
    assertThat(table.out())
        .startsWith("DATA ")
        .containsPattern("birth_date +listener +profile +high +self_service +contract +account")
        .containsPattern("session\\.address +listener +device .* P30D +listener");
    assertThat(Json.MAPPER.readTree(catalogue("--json").out()).path("data").get(0).path("columns"))
        .isNotEmpty();
  }

  @Test
  void a_young_server_has_no_unread_field() throws Exception {
    Ran unread = catalogue("unread");
    assertThat(unread.exitCode()).as(unread.err()).isZero();
    assertThat(unread.out())
        .startsWith("No field is unread for 180 days.")
        .containsPattern("phone_number +(never|\\d{4}-\\d\\d-\\d\\d +listener)");
    assertThat(
            Json.MAPPER
                .readTree(catalogue("unread", "--json").out())
                .path("unread_after_days")
                .asInt())
        .isEqualTo(180);
  }

  private static Ran catalogue(String... words) throws Exception {
    RunningServer server = RunningServer.shared();
    List<Object> line = new ArrayList<>(List.of("catalogue"));
    line.addAll(List.of(words));
    line.addAll(List.of("--server", server.url(), "--data", server.data));
    return Ran.clef(line.toArray());
  }
}
