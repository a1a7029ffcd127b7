package dev.clef.platform.web.openapi;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Serves the frozen document and its page; both are made once, at the start. */
@RestController
class OpenApiController {

  private final byte[] document;
  private final String page;

  OpenApiController(JsonMapper json) throws IOException {
    document = new ClassPathResource("openapi.json").getContentAsByteArray();
    page = new DocsPage(json.readTree(document)).html();
  }

  @GetMapping(path = "/openapi.json", produces = MediaType.APPLICATION_JSON_VALUE)
  byte[] document() {
    return document;
  }

  @GetMapping(path = "/docs", produces = "text/html;charset=UTF-8")
  byte[] page() {
    return page.getBytes(StandardCharsets.UTF_8);
  }
}
