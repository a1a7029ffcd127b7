package dev.clef.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.openqa.selenium.JavascriptExecutor;

/** Asks axe-core what keeps people out of a page: WCAG 2.2 A and AA, and its best practices. */
final class Axe {

  private static final String SCRIPT = script();

  private Axe() {}

  /** Every violated rule with the elements that violate it; empty when there is none. */
  static List<String> violations(JavascriptExecutor browser) {
    if (!Boolean.TRUE.equals(browser.executeScript("return 'axe' in window"))) {
      browser.executeScript(SCRIPT);
    }
    Object found =
        browser.executeAsyncScript(
            """
            const done = arguments[arguments.length - 1];
            axe.run(document, {resultTypes: ["violations"]}).then(
              result => done(result.violations.map(one => one.id + ": "
                + one.nodes.map(node => node.target.join(" ") + " (" + node.any.map(
                  check => check.message).join("; ") + ")").join(", "))),
              error => done(["axe failed: " + error]));
            """);
    return ((List<?>) Objects.requireNonNull(found)).stream().map(String::valueOf).toList();
  }

  private static String script() {
    try (InputStream file = Axe.class.getResourceAsStream("/axe.min.js")) {
      return new String(
          Objects.requireNonNull(file, "axe-core is on the class path").readAllBytes(),
          StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
