package dev.clef.testing;

import dev.clef.testing.Browser.Look;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.openqa.selenium.chrome.ChromeDriver;

/**
 * The page where a browser stands, as it is seen in one look or another, without being loaded
 * again.
 */
final class Sight {

  private static final Path PICTURES = Path.of("target", "screenshots");
  private static final int NARROWEST = 320;
  private static final int TALLEST = 6000;

  private final ChromeDriver driver;
  private final int port;
  private Look look;

  Sight(ChromeDriver driver, Look look, int port) {
    this.driver = driver;
    this.port = port;
    this.look = look;
    dress();
  }

  /** Changes theme and size under the page. */
  void wear(Look other) {
    if (!other.equals(look)) {
      look = other;
      dress();
    }
  }

  private void dress() {
    size(look.width(), look.height());
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(
                Map.of("name", "prefers-color-scheme", "value", look.dark() ? "dark" : "light"))));
  }

  /** Fails when the page keeps somebody out, is too wide or loads anything from elsewhere. */
  void inspect(String name) {
    List<String> wrong = new ArrayList<>(Axe.violations(driver));
    wrong.addAll(loadedFromElsewhere());
    tooWide(look.width()).ifPresent(wrong::add);
    size(NARROWEST, look.height());
    tooWide(NARROWEST).ifPresent(wrong::add);
    picture(name);
    if (!wrong.isEmpty()) {
      throw new AssertionError(name + " (" + look + ", " + path() + "): " + wrong);
    }
  }

  /** Keeps a picture of the whole page. */
  void picture(String name) {
    size(look.width(), look.height());
    Object height = driver.executeScript("return document.documentElement.scrollHeight");
    int whole = Math.min(TALLEST, ((Number) Objects.requireNonNull(height)).intValue());
    size(look.width(), Math.max(look.height(), whole));
    Map<String, Object> shot =
        driver.executeCdpCommand(
            "Page.captureScreenshot", Map.of("format", "png", "optimizeForSpeed", true));
    size(look.width(), look.height());
    try {
      Files.createDirectories(PICTURES);
      Files.write(
          PICTURES.resolve(String.format(Locale.ROOT, "%s-%s.png", name, look)),
          Base64.getDecoder().decode(String.valueOf(shot.get("data"))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String path() {
    return URI.create(String.valueOf(driver.getCurrentUrl())).getPath();
  }

  private List<String> loadedFromElsewhere() {
    Object loaded =
        driver.executeScript(
            "return performance.getEntriesByType('resource').map(entry => entry.name)");
    return ((List<?>) Objects.requireNonNull(loaded))
        .stream()
            .map(String::valueOf)
            .filter(address -> !address.startsWith("https://localhost:" + port + "/"))
            .map(address -> "loads " + address)
            .toList();
  }

  /** A phone shrinks a page that is too wide, and the width of its window grows by that. */
  private Optional<String> tooWide(int width) {
    Object whole = driver.executeScript("return document.documentElement.scrollWidth");
    int over = ((Number) Objects.requireNonNull(whole)).intValue() - width;
    return over <= 0 ? Optional.empty() : Optional.of(over + " px too wide at " + width);
  }

  private void size(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", look.phone()));
  }
}
