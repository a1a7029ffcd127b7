package dev.clef.platform.web.json;

import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a JSON body after its bytes were found to be strict UTF-8. The body is held whole: the
 * filter in front bounds it.
 */
final class StrictJsonConverter extends JacksonJsonHttpMessageConverter {

  StrictJsonConverter(JsonMapper mapper) {
    super(mapper);
  }

  @Override
  public Object read(
      ResolvableType type, HttpInputMessage message, @Nullable Map<String, Object> hints)
      throws IOException {
    byte[] body = message.getBody().readAllBytes();
    if (!StrictUtf8.accepts(body)) {
      throw Problem.of(CommonProblem.MALFORMED_JSON);
    }
    HttpHeaders headers = new HttpHeaders();
    headers.setContentType(MediaType.APPLICATION_JSON);
    return super.read(type, new Checked(headers, new ByteArrayInputStream(body)), hints);
  }

  private record Checked(HttpHeaders headers, InputStream body) implements HttpInputMessage {

    @Override
    public HttpHeaders getHeaders() {
      return headers;
    }

    @Override
    public InputStream getBody() {
      return body;
    }
  }
}
