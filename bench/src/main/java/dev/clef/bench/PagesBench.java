package dev.clef.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/**
 * GET /privacy, which reads and shows everything held about a person; and the first page as a
 * browser meets it with nothing cached.
 */
final class PagesBench {

  private static final String PASSWORD = "correct horse battery";
  private static final int SESSIONS = 50;
  private static final double OVERVIEW_P95_MILLIS = 150;
  private static final double FIRST_PAGE_KB = 100;
  private static final double LCP_MILLIS = 1_000;
  private static final int LOADS = 9;
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

  private PagesBench() {}

  static void run(Duration measure) throws Exception {
    try (ServerProcess server = ServerProcess.start(Load.withoutLimits())) {
      firstPage(server);
      List<Client> clients = new ArrayList<>();
      for (int i = 0; i < SESSIONS; i++) {
        Client client = new Client(server.port());
        client.register("looker" + i, PASSWORD);
        client.signIn("looker" + i, PASSWORD);
        clients.add(client);
      }
      Load.Result result =
          Load.run(
              server,
              measure,
              SESSIONS,
              session -> Client.expect(200, clients.get(session).get("/privacy")));
      Figure.atMost("overview, p95 of 50 sessions", result.p95Millis(), "ms", OVERVIEW_P95_MILLIS);
      Figure.plain("overview, p50", result.p50Millis(), "ms");
      Figure.plain("overviews", result.perSecond(), "/s");
      Figure.plain("overviews", result.perCpuSecond(), "/CPU-s");
    }
  }

  /** On a server that has just started: what the first visitor sees. */
  private static void firstPage(ServerProcess server) {
    if (!Files.isExecutable(CHROMIUM) || !Files.isExecutable(DRIVER)) {
      System.out.println("first page: not measured, there is no chromium with chromium-driver");
      return;
    }
    double[] paints = new double[LOADS];
    double kilobytes = 0;
    for (int i = 0; i < LOADS; i++) {
      ChromeDriver browser = browser();
      try {
        browser.get("https://localhost:" + server.port() + "/");
        kilobytes = number(browser, BYTES) / 1_000;
        paints[i] = number(browser, LARGEST_PAINT);
      } finally {
        browser.quit();
      }
    }
    Figure.atMost("first page over the wire", kilobytes, "kB", FIRST_PAGE_KB);
    Figure.atMost("first page, LCP for the first visitor", paints[0], "ms", LCP_MILLIS);
    double[] later = Arrays.copyOfRange(paints, 1, LOADS);
    Arrays.sort(later);
    Figure.plain("first page, LCP, median of later visitors", later[later.length / 2], "ms");
  }

  private static final String BYTES =
      """
      arguments[0](performance.getEntries().filter(one => "transferSize" in one)
        .reduce((sum, one) => sum + one.transferSize, 0));
      """;

  private static final String LARGEST_PAINT =
      """
      const done = arguments[0];
      new PerformanceObserver(list => done(list.getEntries().at(-1).startTime))
        .observe({type: "largest-contentful-paint", buffered: true});
      """;

  private static double number(ChromeDriver browser, String script) {
    return browser.executeAsyncScript(script) instanceof Number number ? number.doubleValue() : -1;
  }

  private static ChromeDriver browser() {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toFile());
    options.setAcceptInsecureCerts(true);
    options.addArguments(
        "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage");
    return new ChromeDriver(
        new ChromeDriverService.Builder()
            .usingDriverExecutable(DRIVER.toFile())
            .usingAnyFreePort()
            .build(),
        options);
  }
}
