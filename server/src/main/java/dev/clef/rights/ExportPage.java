package dev.clef.rights;

import java.util.List;
import java.util.Map;
import org.springframework.web.util.HtmlUtils;

/** The readable half of an export: one page without script, made from the same tree as the JSON. */
final class ExportPage {

  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en">
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>What Clef holds about you</title>
      <style>
        :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
        body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
        h2 { margin-top: 2.5rem; }
        dl { display: grid; grid-template-columns: minmax(8rem, 14rem) 1fr; gap: .25rem 1rem; margin: .5rem 0; }
        dt { font-weight: 600; overflow-wrap: anywhere; }
        dd { margin: 0; overflow-wrap: anywhere; white-space: pre-wrap; }
        section section { border-left: 3px solid #8886; padding-left: 1rem; margin: .75rem 0; }
      </style>
      <h1>What Clef holds about you</h1>
      <p>This page shows the same data as <code>data.json</code> beside it.</p>
      """;

  private final StringBuilder html = new StringBuilder(HEAD);

  private ExportPage() {}

  static String of(Map<String, Object> tree) {
    ExportPage page = new ExportPage();
    tree.forEach((name, value) -> {
      if (value instanceof Map<?, ?> part) {
        page.html.append("<h2>").append(label(name)).append("</h2>\n");
        page.value(part);
      } else {
        page.html
            .append("<p>")
            .append(label(name))
            .append(": ")
            .append(escape(value))
            .append("</p>\n");
      }
    });
    return page.html.append("</html>\n").toString();
  }

  private void value(Object value) {
    switch (value) {
      case Map<?, ?> map -> members(map);
      case List<?> list -> list.forEach(this::section);
      default -> html.append("<p>").append(escape(value)).append("</p>\n");
    }
  }

  private void section(Object item) {
    html.append("<section>");
    value(item);
    html.append("</section>\n");
  }

  private void members(Map<?, ?> map) {
    html.append("<dl>\n");
    map.forEach((name, value) -> {
      html.append("<dt>").append(label(name)).append("</dt><dd>");
      if (value instanceof Map || value instanceof List) {
        value(value);
      } else {
        html.append(escape(value));
      }
      html.append("</dd>\n");
    });
    html.append("</dl>\n");
  }

  private static String label(Object name) {
    return escape(String.valueOf(name).replace('_', ' '));
  }

  private static String escape(Object value) {
    return HtmlUtils.htmlEscape(String.valueOf(value), "UTF-8");
  }
}
