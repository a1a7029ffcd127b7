package dev.clef.platform.web.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clef.platform.Secret;
import dev.clef.platform.web.PublicPath;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The mechanism, on a controller that is not of the real API. */
class ApiDocumentTest {

  enum Kind {
    SMALL,
    LARGE
  }

  @TestComponent
  @RestController
  static class ParcelController {

    record Request(
        @Described("who gets it <b>") String sentTo,
        @Nullable Kind kind,
        @Nullable Secret<String> pickupCode,
        List<Map<String, Integer>> counts) {}

    record Parcel(UUID parcelId, Instant sentAt, @Nullable Parcel inside) {}

    @PostMapping("/parcels")
    @ResponseStatus(HttpStatus.CREATED)
    @Described(value = "Sends a parcel.", problems = "too_heavy")
    Parcel send(@RequestBody Request request) {
      throw new UnsupportedOperationException(request.toString());
    }

    @GetMapping("/parcels/{parcelId}")
    Parcel read(@PathVariable UUID parcelId, @RequestParam(required = false) int depth) {
      throw new UnsupportedOperationException(parcelId + " " + depth);
    }

    @DeleteMapping("/parcels/{parcelId}")
    void forget(@PathVariable UUID parcelId) {
      throw new UnsupportedOperationException(parcelId.toString());
    }
  }

  static class OddController {
    @GetMapping("/odd")
    Thread odd() {
      throw new UnsupportedOperationException();
    }
  }

  private final JsonNode document =
      JsonMapper.shared()
          .readTree(
              ApiDocument.of(
                  List.of(ParcelController.class), List.of(PublicPath.get("/parcels/*"))));

  @Test
  void paths_methods_and_parameters_are_those_of_the_controller() {
    assertThat(document.at("/openapi").asString()).isEqualTo("3.1.0");
    assertThat(document.path("paths").propertyNames())
        .containsExactly("/parcels", "/parcels/{parcelId}");
    JsonNode read = document.at("/paths/~1parcels~1{parcelId}/get");
    assertThat(read.at("/parameters/0/in").asString()).isEqualTo("path");
    assertThat(read.at("/parameters/0/schema/format").asString()).isEqualTo("uuid");
    assertThat(read.at("/parameters/1/required").asBoolean()).isFalse();
    assertThat(document.at("/paths/~1parcels/post/responses").propertyNames())
        .containsExactly("201", "default");
    assertThat(document.at("/paths/~1parcels~1{parcelId}/delete/responses").propertyNames())
        .containsExactly("204", "default");
  }

  @Test
  void what_is_open_to_all_says_so_and_the_rest_is_not() {
    assertThat(document.at("/paths/~1parcels~1{parcelId}/get/security").isEmpty()).isTrue();
    assertThat(document.at("/paths/~1parcels~1{parcelId}/delete").has("security")).isFalse();
    assertThat(document.at("/paths/~1parcels/post").has("security")).isFalse();
  }

  @Test
  void schemas_are_in_snake_case_and_know_what_must_be_there() {
    JsonNode request = document.at("/components/schemas/ParcelRequest");
    assertThat(request.path("properties").propertyNames())
        .containsExactly("sent_to", "kind", "pickup_code", "counts");
    assertThat(request.path("required").valueStream().map(JsonNode::asString))
        .containsExactly("sent_to", "counts");
    assertThat(request.at("/properties/pickup_code/format").asString()).isEqualTo("password");
    assertThat(request.at("/properties/kind/enum").size()).isEqualTo(2);
    assertThat(request.at("/additionalProperties").asBoolean(true)).isFalse();
    assertThat(document.at("/components/schemas/ParcelParcel/properties/inside/$ref").asString())
        .isEqualTo("#/components/schemas/ParcelParcel");
  }

  @Test
  void a_type_without_a_known_form_stops_the_build() {
    assertThatThrownBy(() -> ApiDocument.of(List.of(OddController.class), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void the_page_is_plain_html_with_everything_escaped() {
    String page = new DocsPage(document).html();
    assertThat(page)
        .contains("<code>POST /parcels</code>")
        .contains("Sends a parcel.")
        .contains("too_heavy")
        .contains("who gets it &lt;b&gt;")
        .contains("href=\"#type-ParcelParcel\"")
        .doesNotContain("<script")
        .doesNotContain("style=");
  }
}
