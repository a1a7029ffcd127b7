package dev.clef.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SecretTest {

  @Test
  void a_secret_prints_as_redacted() {
    assertThat("x" + Secret.of("hunter2")).isEqualTo("x<redacted>");
  }

  @Test
  void equality_is_by_content() {
    assertThat(Secret.of("a")).isEqualTo(Secret.of("a")).isNotEqualTo(Secret.of("b"));
    assertThat(Secret.of("a")).isNotEqualTo(Secret.of("ab"));
    assertThat(Secret.of(new byte[] {1, 2})).isEqualTo(Secret.of(new byte[] {1, 2}));
    assertThat(Secret.of(new byte[] {1, 2})).isNotEqualTo(Secret.of(new byte[] {1, 3}));
    assertThat(Secret.of("a").hashCode()).isEqualTo(Secret.of("b").hashCode());
  }
}
