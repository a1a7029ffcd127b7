package dev.clef.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.Select;
import org.openqa.selenium.support.ui.WebDriverWait;
import org.openqa.selenium.virtualauthenticator.Credential;
import org.openqa.selenium.virtualauthenticator.HasVirtualAuthenticator;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticator;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticatorOptions;

/**
 * Chromium without a window, as somebody uses it: one language, one theme, one size. Whoever walks
 * for several looks of one language walks in the first and has every page seen in all of them.
 * Needs Debian's chromium and chromium-driver, which {@code ./clef test} installs when it may.
 */
public final class Browser implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration OFTEN = Duration.ofMillis(20);

  /** What a person brings. */
  public record Look(String language, boolean dark, boolean phone, boolean scripts) {

    public static Look desktop(String language) {
      return new Look(language, false, false, true);
    }

    private boolean speaksLike(Look other) {
      return language.equals(other.language) && scripts == other.scripts;
    }

    int width() {
      return phone ? 390 : 1280;
    }

    int height() {
      return phone ? 844 : 900;
    }

    @Override
    public String toString() {
      return language + (dark ? "-dark" : "-light") + (phone ? "-phone" : "-desktop");
    }
  }

  private final ChromeDriver driver;
  private final Path profile;
  private final List<Look> looks;
  private final int port;
  private final Sight sight;
  private @Nullable VirtualAuthenticator authenticator;

  private Browser(ChromeDriver driver, Path profile, List<Look> looks, int port) {
    this.driver = driver;
    this.profile = profile;
    this.looks = looks;
    this.port = port;
    this.sight = new Sight(driver, looks.getFirst(), port);
  }

  /** Where Debian puts it; empty when it is not installed. */
  public static Optional<Path> chromium() {
    return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser")
        .map(Path::of)
        .filter(Files::isExecutable)
        .filter(_ -> Files.isExecutable(Path.of("/usr/bin/chromedriver")))
        .findFirst();
  }

  public static Browser open(Look look, int port) throws IOException {
    return open(List.of(look), port);
  }

  /** Walks in the first of these; {@link #see} looks in all of them. */
  public static Browser open(List<Look> looks, int port) throws IOException {
    Look look = looks.getFirst();
    if (!looks.stream().allMatch(look::speaksLike)) {
      throw new IllegalArgumentException("one language, with scripts or without: " + looks);
    }
    Path profile = Files.createTempDirectory("clef-browser");
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium().orElseThrow().toFile());
    options.setAcceptInsecureCerts(true);
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
        "--force-prefers-reduced-motion",
        "--window-size=" + (look.phone() ? "500,844" : "1280,900"),
        "--user-data-dir=" + profile,
        "--lang=" + look.language(),
        "--accept-lang=" + look.language());
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, java.util.logging.Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(Path.of("/usr/bin/chromedriver").toFile())
            .usingAnyFreePort()
            .build();
    ChromeDriver driver = new ChromeDriver(service, options);
    if (!look.scripts()) {
      driver.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", true));
    }
    return new Browser(driver, profile, looks, port);
  }

  /** A device that checks its owner and keeps keys; in the place of the one before. */
  public VirtualAuthenticator authenticator() {
    HasVirtualAuthenticator with = driver;
    if (authenticator != null) {
      with.removeVirtualAuthenticator(authenticator);
    }
    authenticator =
        with.addVirtualAuthenticator(
            new VirtualAuthenticatorOptions()
                .setProtocol(VirtualAuthenticatorOptions.Protocol.CTAP2)
                .setTransport(VirtualAuthenticatorOptions.Transport.INTERNAL)
                .setHasResidentKey(true)
                .setHasUserVerification(true)
                .setIsUserVerified(true));
    return authenticator;
  }

  /** The device in one's hand holds this key. */
  public Browser holding(SoftAuthenticator key) {
    authenticator()
        .addCredential(
            Credential.createResidentCredential(
                key.credentialId(), "localhost", key.privateKey(), key.userHandle(), 0));
    return this;
  }

  public Browser visit(String path) {
    driver.get("https://localhost:" + port + path);
    return this;
  }

  /** Types into the field with this name, in place of what stood there. */
  public Browser type(String name, String text) {
    WebElement field = driver.findElement(By.name(name));
    if ("date".equals(field.getDomAttribute("type"))) {
      script("arguments[0].value = arguments[1]", field, text);
    } else {
      field.clear();
      if (text.codePoints().anyMatch(Character::isSupplementaryCodePoint)) {
        field.click();
        driver.executeCdpCommand("Input.insertText", Map.of("text", text)); // no key has them
      } else {
        field.sendKeys(text);
      }
    }
    return this;
  }

  public Browser choose(String name, String value) {
    new Select(driver.findElement(By.name(name))).selectByValue(value);
    return this;
  }

  public Browser tick(String name) {
    driver.findElement(By.name(name)).click();
    return this;
  }

  /** Sends the form of the page's own content, by its button. */
  public Browser submit() {
    return click("main form button");
  }

  /** Sends the form with this address, wherever it is on the page. */
  public Browser submitForm(String action) {
    return click("form[action='" + action + "'] button");
  }

  /** Clicks and waits until another page is there. */
  public Browser click(String css) {
    WebElement old = driver.findElement(By.tagName("html"));
    driver.findElement(By.cssSelector(css)).click();
    awaitOther(old);
    return this;
  }

  public String path() {
    return java.net.URI.create(String.valueOf(driver.getCurrentUrl())).getPath();
  }

  public String heading() {
    return driver.findElement(By.tagName("h1")).getText();
  }

  public String text() {
    return driver.findElement(By.tagName("body")).getText();
  }

  public String source() {
    return String.valueOf(driver.getPageSource());
  }

  public List<WebElement> all(String css) {
    return driver.findElements(By.cssSelector(css));
  }

  public @Nullable Object script(String code, Object... arguments) {
    return ((JavascriptExecutor) driver).executeScript(code, arguments);
  }

  /** A script that answers with a list of texts. */
  public List<String> strings(String code) {
    return Objects.requireNonNull((List<?>) script(code)).stream().map(String::valueOf).toList();
  }

  public ChromeDriver driver() {
    return driver;
  }

  /** What the browser complained about: a blocked script, a missing file. */
  public List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(LogEntry::getMessage)
        // A form that is shown again, and an advice about password managers.
        .filter(message -> !message.contains("status of 422") && !message.contains("[DOM]"))
        // The browser's own pages.
        .filter(message -> !message.startsWith("chrome://"))
        .toList();
  }

  /**
   * Looks at the page as everybody who meets it, in every look: keeps a picture, and fails when
   * something keeps people out (axe), when the page is wider than the window, also at 320 px, which
   * is 400 % of 1280, or when it loads anything from elsewhere.
   */
  public Browser see(String name) {
    try {
      for (Look one : looks) {
        sight.wear(one);
        sight.inspect(name);
      }
    } finally {
      sight.wear(looks.getFirst());
    }
    return this;
  }

  /** Presses keys where the focus is. */
  public Browser press(CharSequence... keys) {
    for (CharSequence key : keys) {
      new Actions(driver).sendKeys(key).perform();
    }
    return this;
  }

  /** Selects what the field with the focus holds. */
  public Browser selectAll() {
    new Actions(driver).keyDown(Keys.CONTROL).sendKeys("a").keyUp(Keys.CONTROL).perform();
    return this;
  }

  /** Presses Tab until the focus is on what {@code css} names; fails when it never is. */
  public Browser tabTo(String css) {
    for (int i = 0; i < 60; i++) {
      press(Keys.TAB);
      if (Boolean.TRUE.equals(script("return document.activeElement.matches(arguments[0])", css))) {
        return this;
      }
    }
    throw new AssertionError("Tab never reaches " + css + " on " + path());
  }

  /** Presses Enter and waits until another page is there. */
  public Browser enter() {
    WebElement old = driver.findElement(By.tagName("html"));
    press(Keys.ENTER);
    awaitOther(old);
    return this;
  }

  /** Waits until something is there. */
  public Browser await(String css) {
    new WebDriverWait(driver, PATIENCE, OFTEN).until(_ -> !all(css).isEmpty());
    return this;
  }

  /** The text of the first of these, as soon as it is there: parts of a page come one by one. */
  public String textOf(String css) {
    return new WebDriverWait(driver, PATIENCE, OFTEN)
        .ignoring(StaleElementReferenceException.class)
        .until(now -> now.findElement(By.cssSelector(css)).getText());
  }

  /** Goes on in the window that was opened beside {@code known}, as soon as it is there. */
  public Browser switchToWindowBeside(String known) {
    new WebDriverWait(driver, PATIENCE, OFTEN).until(now -> now.getWindowHandles().size() > 1);
    String other =
        driver.getWindowHandles().stream()
            .filter(handle -> !handle.equals(known))
            .findFirst()
            .orElseThrow();
    driver.switchTo().window(other);
    return this;
  }

  private void awaitOther(WebElement old) {
    new WebDriverWait(driver, PATIENCE, OFTEN)
        .ignoring(StaleElementReferenceException.class)
        .until(now -> !now.findElement(By.tagName("html")).equals(old));
  }

  /** Keeps a picture of the whole page under {@code target/screenshots}. */
  public Browser picture(String name) {
    sight.picture(name);
    return this;
  }

  /** Skips the tests of a class, and says so, where there is no Chromium. */
  public static void required() {
    boolean there = chromium().isPresent();
    if (!there) {
      System.out.println("SKIPPED: the tests of pages need chromium and chromium-driver.");
    }
    Assumptions.assumeTrue(there, "chromium is not installed");
  }

  /**
   * Keeps what a light window of a desktop shows as a picture of the README, when the test runs
   * with {@code -Dclef.docs.write=true}.
   */
  public Browser forReadme(String name) {
    Look look = looks.getFirst();
    if (Boolean.getBoolean("clef.docs.write") && !look.phone() && !look.dark()) {
      try {
        Files.write(
            Path.of("../docs/pictures", name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return this;
  }

  @Override
  public void close() throws IOException {
    driver.quit();
    org.springframework.util.FileSystemUtils.deleteRecursively(profile);
  }
}
