package dev.clef.platform.web.openapi;

import java.util.Locale;
import java.util.Map;
import org.springframework.web.util.HtmlUtils;
import tools.jackson.databind.JsonNode;

/** An OpenAPI document as one page of plain HTML: no script, readable without its stylesheet. */
final class DocsPage {

  private final JsonNode document;
  private final StringBuilder html = new StringBuilder();

  DocsPage(JsonNode document) {
    this.document = document;
  }

  String html() {
    String title = text(document.at("/info/title"));
    html.append(
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>%s</title>
        <link rel="stylesheet" href="/assets/docs.css">
        </head>
        <body>
        <header><h1>%s</h1><p>%s</p><p><a href="/openapi.json">The same as OpenAPI 3.1</a></p></header>
        <main>
        """
            .formatted(title, title, text(document.at("/info/description"))));
    document.path("paths").properties().forEach(this::path);
    html.append("<h2 id=\"schemas\">Types</h2>\n");
    document.at("/components/schemas").properties().forEach(this::schema);
    return html.append("</main>\n</body>\n</html>\n").toString();
  }

  private void path(Map.Entry<String, JsonNode> path) {
    path.getValue()
        .properties()
        .forEach(operation -> operation(path.getKey(), operation.getKey(), operation.getValue()));
  }

  private void operation(String path, String method, JsonNode operation) {
    html.append("<section id=\"%s\">\n".formatted(text(operation.path("operationId"))))
        .append(
            "<h2><code>%s %s</code></h2>\n"
                .formatted(escape(method.toUpperCase(Locale.ROOT)), escape(path)))
        .append("<p>%s</p>\n".formatted(text(operation.path("summary"))));
    if (operation.has("security") && operation.path("security").isEmpty()) {
      html.append("<p>Open to all.</p>\n");
    }
    html.append("<dl>\n");
    for (JsonNode parameter : operation.path("parameters")) {
      entry(
          "<code>%s</code> (%s)"
              .formatted(text(parameter.path("name")), text(parameter.path("in"))),
          type(parameter.path("schema")));
    }
    content("Takes", operation.path("requestBody"));
    operation
        .path("responses")
        .properties()
        .forEach(answer -> content("Answers " + escape(answer.getKey()), answer.getValue()));
    html.append("</dl>\n</section>\n");
  }

  private void content(String label, JsonNode holder) {
    String description = text(holder.path("description"));
    if (!holder.has("content") && !description.isEmpty()) {
      entry(label, description);
    }
    for (Map.Entry<String, JsonNode> content : holder.path("content").properties()) {
      String media = escape(content.getKey());
      String type = type(content.getValue().path("schema"));
      entry(label, "<code>%s</code> %s %s".formatted(media, type, description));
    }
  }

  private void schema(Map.Entry<String, JsonNode> schema) {
    String name = escape(schema.getKey());
    html.append("<section id=\"type-%s\">\n<h3>%s</h3>\n<dl>\n".formatted(name, name));
    JsonNode required = schema.getValue().path("required");
    schema
        .getValue()
        .path("properties")
        .properties()
        .forEach(field -> {
          boolean must =
              required.valueStream().anyMatch(one -> one.asString().equals(field.getKey()));
          entry(
              "<code>%s</code>%s".formatted(escape(field.getKey()), must ? "" : " (optional)"),
              type(field.getValue()) + " " + text(field.getValue().path("description")));
        });
    if (!schema.getValue().has("properties")) {
      entry("is", type(schema.getValue()));
    }
    html.append("</dl>\n</section>\n");
  }

  /** Both arguments are HTML. */
  private void entry(String term, String description) {
    html.append("<dt>%s</dt><dd>%s</dd>\n".formatted(term, description));
  }

  private static String type(JsonNode schema) {
    if (schema.has("$ref")) {
      String ref = schema.path("$ref").asString();
      String name = escape(ref.substring(ref.lastIndexOf('/') + 1));
      return "<a href=\"#type-%s\">%s</a>".formatted(name, name);
    }
    if (schema.has("items")) {
      return "list of " + type(schema.path("items"));
    }
    if (schema.has("enum")) {
      return "one of <code>%s</code>"
          .formatted(
              String.join(
                  "</code> <code>",
                  schema.path("enum").valueStream().map(DocsPage::text).toList()));
    }
    String format = schema.has("format") ? " (" + text(schema.path("format")) + ")" : "";
    return text(schema.path("type")) + format;
  }

  private static String text(JsonNode node) {
    return escape(node.asString(""));
  }

  private static String escape(String text) {
    return HtmlUtils.htmlEscape(text, "UTF-8");
  }
}
