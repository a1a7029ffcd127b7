package dev.clef.platform.web.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clef.platform.web.Problem;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormTest {

  private static Form parse(String body) {
    return Form.parse(body.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void names_and_values_are_decoded() {
    Form form = parse("name=Anna+Lena&note=a%0D%0Ab%26c&music=%F0%9F%8E%B5&empty=&ticked");
    assertThat(form.get("name")).isEqualTo("Anna Lena");
    assertThat(form.get("note")).isEqualTo("a\nb&c");
    assertThat(form.get("music")).isEqualTo("🎵");
    assertThat(form.entered("empty")).isNull();
    assertThat(form.isTicked("ticked")).isTrue();
    assertThat(form.isTicked("absent")).isFalse();
    assertThat(form.get("absent")).isEmpty();
  }

  @Test
  void an_empty_body_is_an_empty_form() {
    assertThat(parse("").get("anything")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a=%", "a=%4", "a=%zz", "a=%C3", "a=%FF", "a=%ED%A0%80", "a=1&a=2", "a=\u00e4"})
  void what_is_no_form_is_refused(String body) {
    assertThatThrownBy(() -> parse(body))
        .isInstanceOf(Problem.class)
        .hasMessage("malformed_request");
  }

  @Test
  void too_many_fields_are_refused() {
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < 33; i++) {
      body.append("&f").append(i).append("=1");
    }
    assertThatThrownBy(() -> parse(body.toString())).isInstanceOf(Problem.class);
  }

  @Test
  void it_does_not_print_what_was_typed() {
    assertThat(parse("password=secret").toString()).doesNotContain("secret");
  }
}
