package dev.clef.rights;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.HtmlUtils;

/**
 * The readable half of an export: one page without script, made from the same tree as the JSON.
 * Plain members become a list, records of one shape a table, whatever else a section of its own.
 */
final class ExportPage {

  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>What Clef holds about you</title>
      <style>
        :root { color-scheme: light dark; --line: #8884; --quiet: light-dark(#666, #aaa); font: 16px/1.5 system-ui, sans-serif; }
        body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
        h1 { font-size: 1.75rem; margin-bottom: .25rem; }
        h2 { font-size: 1.25rem; margin: 2.5rem 0 .5rem; }
        h3 { font-size: 1rem; margin: 1.5rem 0 .25rem; }
        p.quiet { color: var(--quiet); margin-top: 0; }
        dl { margin: 0; }
        dl > div { display: flex; flex-wrap: wrap; gap: 0 1rem; padding: .4rem 0; border-bottom: 1px solid var(--line); }
        dt { flex: 0 0 11rem; font-weight: 600; }
        dd { flex: 1 1 16rem; margin: 0; overflow-wrap: anywhere; white-space: pre-wrap; }
        div.table { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: start; vertical-align: top; padding: .4rem 1rem .4rem 0; border-bottom: 1px solid var(--line); }
        td { overflow-wrap: anywhere; white-space: pre-wrap; min-width: 6rem; }
      </style>
      </head>
      <body>
      <h1>What Clef holds about you</h1>
      """;

  private static final Pattern INSTANT =
      Pattern.compile("(\\d{4}-\\d{2}-\\d{2})T(\\d{2}:\\d{2}):\\d{2}(\\.\\d+)?Z");

  private final StringBuilder html = new StringBuilder(HEAD);

  private ExportPage() {}

  static String of(Map<String, Object> tree) {
    ExportPage page = new ExportPage();
    page.html
        .append("<p class=\"quiet\">Made on ")
        .append(text(tree.getOrDefault("made_at", "")))
        .append(
            ". The same data, for machines, is in <code>data.json</code> beside this page.</p>\n");
    tree.forEach((name, value) -> {
      if (value instanceof Map<?, ?> part && !isEmpty(part.get("data"))) {
        page.html.append("<h2>").append(label(name)).append("</h2>\n");
        page.members(named(part.get("data")));
        page.why(part.get("why"));
      }
    });
    return page.html.append("</body>\n</html>\n").toString();
  }

  private void why(@Nullable Object why) {
    if (why != null && !isEmpty(why)) {
      html.append("<h3>Why it is held</h3>\n");
      value(inWords(why));
    }
  }

  /** The codes of purposes and categories as words; never done to what a person wrote. */
  private static Object inWords(Object codes) {
    return switch (codes) {
      case List<?> list -> list.stream().map(item -> inWords((Object) item)).toList();
      case Map<?, ?> map -> {
        Map<String, Object> words = new LinkedHashMap<>();
        named(map).forEach((name, code) -> words.put(name, inWords(code)));
        yield words;
      }
      default -> String.valueOf(codes).replace('_', ' ');
    };
  }

  private void members(Map<String, Object> members) {
    if (!members.isEmpty() && members.values().stream().allMatch(ExportPage::isRecord)) {
      table(members);
      return;
    }
    Map<String, Object> nested = new LinkedHashMap<>();
    html.append("<dl>\n");
    members.forEach((name, value) -> {
      if (value instanceof Map || value instanceof Collection) {
        nested.put(name, value);
      } else {
        html.append("<div><dt>").append(label(name)).append("</dt><dd>");
        html.append(text(value)).append("</dd></div>\n");
      }
    });
    html.append("</dl>\n");
    nested.forEach((name, value) -> {
      html.append("<h3>").append(label(name)).append("</h3>\n");
      value(value);
    });
  }

  private void value(Object value) {
    switch (value) {
      case Map<?, ?> map -> members(named(map));
      case List<?> list when list.stream().allMatch(ExportPage::isRecord) -> table(list);
      case List<?> list -> list.forEach(item -> value((Object) item));
      default -> html.append("<p>").append(text(value)).append("</p>\n");
    }
  }

  /** Records by name: the name stands in the first column. */
  private void table(Map<String, Object> records) {
    Set<String> columns = new LinkedHashSet<>();
    records.values().forEach(value -> columns.addAll(named(value).keySet()));
    head(columns, true);
    records.forEach((name, value) -> row(label(name), named(value), columns));
    html.append("</tbody></table></div>\n");
  }

  private void table(List<?> records) {
    Set<String> columns = new LinkedHashSet<>();
    records.forEach(value -> columns.addAll(named(value).keySet()));
    head(columns, false);
    records.forEach(value -> row("", named(value), columns));
    html.append("</tbody></table></div>\n");
  }

  private void head(Set<String> columns, boolean named) {
    html.append("<div class=\"table\"><table><thead><tr>");
    if (named) {
      html.append("<th scope=\"col\">What</th>");
    }
    columns.forEach(
        column -> html.append("<th scope=\"col\">").append(label(column)).append("</th>"));
    html.append("</tr></thead><tbody>\n");
  }

  private void row(String name, Map<String, Object> members, Set<String> columns) {
    html.append("<tr>");
    if (!name.isEmpty()) {
      html.append("<th scope=\"row\">").append(name).append("</th>");
    }
    columns.forEach(column ->
        html.append("<td>").append(text(members.getOrDefault(column, ""))).append("</td>"));
    html.append("</tr>\n");
  }

  private static boolean isRecord(Object value) {
    return value instanceof Map<?, ?> map
        && map.values().stream()
            .noneMatch(member -> member instanceof Map || member instanceof Collection);
  }

  private static boolean isEmpty(@Nullable Object value) {
    return switch (value) {
      case null -> true;
      case Map<?, ?> map -> map.isEmpty();
      case Collection<?> list -> list.isEmpty();
      default -> false;
    };
  }

  private static Map<String, Object> named(@Nullable Object value) {
    Map<String, Object> members = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((name, member) -> members.put(String.valueOf(name), (Object) member));
    }
    return members;
  }

  private static String label(String name) {
    String words = name.replace('_', ' ');
    return words.isEmpty()
        ? ""
        : escape(words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1));
  }

  /** Instants are told to the minute; everything else as it is. */
  private static String text(Object value) {
    return escape(INSTANT.matcher(String.valueOf(value)).replaceAll("$1 $2 UTC"));
  }

  private static String escape(String text) {
    return HtmlUtils.htmlEscape(text, "UTF-8");
  }
}
