package dev.clef.platform.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          mail to anna.müller+x@example.org failed      | mail to <email> failed
          <anna@localhost>                               | <<email>>
          from 192.0.2.17:5432 refused                   | from <address>:5432 refused
          from /2001:db8::7 refused                      | from /<address> refused
          [2001:db8:0:0:0:0:0:7]:80                      | [<address>]:80
          fe80::1%eth0                                   | <address>%eth0
          call +49 30 901820 or +1 (212) 555-0100        | call <phone> or <phone>
          call 030 901820                                | call <phone>
          call 212-555-0100 now                          | call <phone> now
          call (030) 901820                              | call <phone>
          Authorization: Bearer abc.def                  | Authorization: Bearer <secret>
          Cookie: __Host-session=x; b=c                  | Cookie: <secret>
          password=hunter2&x=1                           | password=<secret>&x=1
          {"password":"hunter 2","x":1}                  | {"password":<secret>,"x":1}
          token: abc                                     | token: <secret>
          """)
  void what_looks_personal_or_secret_is_masked(String text, String masked) {
    assertThat(Redaction.mask(text)).isEqualTo(masked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Started ClefApplication in 5.031 seconds (process running for 5.6)",
        "Tomcat started on port 8443 (https) with context path '/'",
        "listening on 127.0.0.1 and [::1]",
        "2026-11-20T19:22:15.123Z INFO 19:22:15",
        "request_id=01a1fa7d-1f9e-7458-83f4-04794c23eddd",
        "org.springframework.security.oauth2.OAuth2AuthorizationServerConfiguration",
        "at a.AnnotationConfigServletWebServerApplicationContext.refresh(Annotation.java:756)",
        "org.springframework.http.converter.HttpMessageNotWritableException",
        "annotation.HttpEntityMethodProcessor.handleReturnValue(HttpEntityMethodProcessor.java:261)",
        "PostgreSQL 18.6, HikariCP 7.0.2, build 20261120",
        "took 1234567890 ns, 1:2:3, 10:30",
        "dev.clef.platform.web.Problems$$SpringCGLIB$$0",
        "jdbc:postgresql://localhost:5432/clef",
        "TLS_AES_256_GCM_SHA384 and X25519MLKEM768",
      })
  void what_an_operator_needs_is_left(String text) {
    assertThat(Redaction.mask(text)).isEqualTo(text);
  }

  @Test
  void a_message_of_postgresql_loses_its_row() {
    String message =
        """
        org.postgresql.util.PSQLException: ERROR: duplicate key value violates unique constraint "account_key"
          Detail: Key (name, note)=(zzz) (input, line one
        line two) already exists.
        \tat org.postgresql.core.v3.QueryExecutorImpl.receive(QueryExecutorImpl.java:2736)\
        """;
    assertThat(Redaction.mask(message))
        .contains("account_key", "Detail: <row>", "QueryExecutorImpl.java:2736")
        .doesNotContain("zzz")
        .doesNotContain("input")
        .doesNotContain("line two");
    assertThat(Redaction.mask("ERROR: invalid input syntax for type uuid: \"zzz\" input\""))
        .isEqualTo("ERROR: invalid input syntax for type uuid: \"<value>\"");
  }

  @Test
  void random_keys_in_hex_and_base64_are_masked() {
    Random random = new Random(20261120);
    List<String> missed = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      byte[] key = new byte[32];
      random.nextBytes(key);
      for (String text :
          new String[] {
            HexFormat.of().formatHex(key),
            Base64.getEncoder().encodeToString(key),
            Base64.getUrlEncoder().withoutPadding().encodeToString(key)
          }) {
        String masked = Redaction.mask("value " + text + " end");
        if (!masked.equals("value <secret> end")) {
          missed.add(masked);
        }
      }
    }
    assertThat(missed).isEmpty();
  }

  @Test
  void a_hostile_message_does_not_stop_the_log() {
    long start = System.nanoTime();
    Redaction.mask("a@".repeat(50_000));
    Redaction.mask("0 ".repeat(50_000));
    Redaction.mask(":".repeat(100_000));
    Redaction.mask("(1)=(".repeat(20_000));
    Redaction.mask("x".repeat(100_000));
    Redaction.mask("password=\"".repeat(10_000));
    assertThat(System.nanoTime() - start).isLessThan(10_000_000_000L);
  }
}
