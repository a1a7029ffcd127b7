package dev.clef.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

@SpringBootTest(
    classes = WebTestApplication.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {"management.server.port=0", "clef.tls.enabled=false"})
class DocsTest {

  @LocalServerPort private int port;

  @Test
  void the_document_its_page_and_the_stylesheet_are_open_to_all() {
    HttpResponse<String> document = Web.plain(port).get("/openapi.json");
    assertThat(document.statusCode()).isEqualTo(200);
    assertThat(document.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(document.body()).contains("\"openapi\" : \"3.1.0\"");
    HttpResponse<String> page = Web.plain(port).get("/docs");
    assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html;charset=UTF-8");
    assertThat(page.body()).contains("<html lang=\"en\">", "/assets/docs.css");
    HttpResponse<String> style = Web.plain(port).get("/assets/docs.css");
    assertThat(style.statusCode()).isEqualTo(200);
    assertThat(style.headers().firstValue("Cache-Control")).hasValue("no-cache");
    String tag = style.headers().firstValue("ETag").orElse("").replace("\"", "");
    assertThat(tag).isNotEmpty();
    assertThat(
            Web.plain(port).get("/assets/docs.css?v=" + tag).headers().firstValue("Cache-Control"))
        .as("the address with the digest is kept")
        .hasValue("max-age=31536000, public, immutable");
    assertThat(style.headers().firstValue("Content-Type").orElse("")).startsWith("text/css");
  }

  @Test
  void assets_do_not_lead_out_of_their_folder() {
    for (String path :
        new String[] {
          "/assets/../application.yaml", "/assets/%2e%2e/application.yaml", "/assets/", "/assets/x"
        }) {
      assertThat(Web.plain(port).get(path).statusCode()).as(path).isBetween(400, 404);
    }
  }
}
