package dev.clef.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletResponse;

class WholeAnswerTest {

  private final MockHttpServletResponse server = new MockHttpServletResponse();
  private final WholeAnswer answer = new WholeAnswer(server);

  @Test
  void nothing_is_sent_when_a_page_says_to() throws IOException {
    answer.setCharacterEncoding("UTF-8");
    answer.getWriter().print("half");
    answer.getWriter().flush();
    answer.flushBuffer();
    assertThat(server.isCommitted()).isFalse();
    answer.getWriter().print(" and half");
    assertThat(server.getContentAsString()).isEqualTo("half and half");
  }

  @Test
  void nor_when_a_converter_does() throws IOException {
    answer.getOutputStream().write("half".getBytes(StandardCharsets.US_ASCII));
    answer.getOutputStream().flush();
    assertThat(server.isCommitted()).isFalse();
    answer.getOutputStream().write('!');
    assertThat(server.getContentAsString()).isEqualTo("half!");
  }
}
