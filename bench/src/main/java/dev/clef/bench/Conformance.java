package dev.clef.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * {@code ./clef conformance --suite URL [PLAN …]}: runs plans of the OpenID Foundation's
 * conformance suite against a Clef of its own.
 */
public final class Conformance {

  /** A request that was pushed is good for five minutes, and one test waits for the end of it. */
  private static final Duration PATIENCE = Duration.ofMinutes(8);

  /** For those that do not pass anyway, some of which wait for what never comes. */
  private static final Duration BRIEFLY = Duration.ofMinutes(1);

  private static final String ROTATES = "oidcc-server-rotate-keys";

  private static final String HELP =
      """
      Usage: ./clef conformance --suite URL [--only TEST] [--logs DIR] [PLAN …]

      Runs plans of the OpenID Foundation's conformance suite against a Clef of its own, which is
      started for it on this machine and removed afterwards, and prints what became of each test.

        --suite URL  a conformance suite that runs already, without logins (fintechlabs.devmode=true),
                     and reaches this machine as localhost
        --only TEST  only tests whose name contains this
        --logs DIR   keep what the suite logged, one file for each test

      Plans, all of them without a name:
        basic        OpenID Connect Core: Basic OP
        config       OpenID Connect Core: Config OP
        logout       RP-Initiated Logout OP
        backchannel  Back-Channel Logout OP
        dynamic      OpenID Connect Core: Dynamic OP
        fapi2        FAPI 2.0 Security Profile: private_key_jwt and DPoP, with OpenID Connect

      Ends with 1 when a test failed that is not known to, for a reason told in docs/openid-conformance.md.\
      """;

  private Conformance() {}

  /** Runs the named plans, all of them without a name. */
  public static void main(String[] args) throws Exception {
    Options options = Options.parse(args);
    if (options == null) {
      System.out.println(HELP);
      return;
    }
    System.exit(run(options) ? 0 : 1);
  }

  private static boolean run(Options options) throws IOException, InterruptedException {
    ConformanceSuite suite = new ConformanceSuite(options.suite());
    System.out.println("Suite " + suite.version());
    boolean good = true;
    try (ConformanceTarget clef = ConformanceTarget.start(suite.base(), suite.certificates())) {
      for (String name : options.plans()) {
        good &= run(suite, clef, name, options);
      }
    }
    return good;
  }

  private static boolean run(
      ConformanceSuite suite, ConformanceTarget clef, String name, Options options)
      throws IOException, InterruptedException {
    ConformancePlan wanted = ConformancePlan.read(name);
    Map<String, JsonNode> known = clef.prepare(wanted, suite.base(), "clef-" + name);
    ConformanceSuite.Plan plan =
        suite.create(wanted.name(), wanted.variant(), wanted.configuration(known));
    System.out.println("== " + wanted.name());
    boolean good = true;
    Map<String, Integer> counts = new TreeMap<>();
    for (ConformanceSuite.Module module : plan.modules()) {
      if (!module.name().contains(options.only())) {
        continue;
      }
      ConformanceSuite.Outcome outcome =
          suite.run(
              plan,
              module,
              wanted.reason(module.name()).isEmpty() ? PATIENCE : BRIEFLY,
              module.name().equals(ROTATES) ? clef::rotateKeys : () -> {});
      counts.merge(outcome.result(), 1, Integer::sum);
      System.out.printf("%-12s %s%n", outcome.result(), module.name());
      JsonNode log = suite.log(outcome.id());
      Findings.of(log).forEach(finding -> System.out.println("               " + finding));
      Path logs = options.logs();
      if (logs != null) {
        Files.createDirectories(logs);
        Files.writeString(logs.resolve(name + "-" + module.name() + ".json"), log.toPrettyString());
      }
      if (List.of("FAILED", "INTERRUPTED", "UNKNOWN").contains(outcome.result())) {
        String reason = wanted.reason(module.name());
        good &= !reason.isEmpty();
        System.out.println(
            "               " + (reason.isEmpty() ? "not expected" : "expected: " + reason));
      }
    }
    System.out.println(counts);
    return good;
  }

  /** What the suite found to say against us. */
  private static final class Findings {

    static List<String> of(JsonNode log) {
      List<String> findings = new ArrayList<>();
      for (JsonNode entry : log) {
        String result = entry.path("result").asString("");
        if (List.of("FAILURE", "WARNING").contains(result)) {
          findings.add(
              result
                  + " "
                  + entry.path("src").asString("")
                  + ": "
                  + entry.path("msg").asString(""));
        }
      }
      return findings;
    }
  }

  /** The command line. */
  private record Options(String suite, List<String> plans, String only, @Nullable Path logs) {

    /** Null when help is wanted. */
    static @Nullable Options parse(String[] args) {
      String suite = null;
      String only = "";
      Path logs = null;
      List<String> plans = new ArrayList<>();
      List<String> words = Arrays.asList(args);
      for (int i = 0; i < words.size(); i++) {
        String word = words.get(i);
        switch (word) {
          case "--help", "-h" -> {
            return null;
          }
          case "--suite" -> suite = words.get(++i);
          case "--only" -> only = words.get(++i);
          case "--logs" -> logs = Path.of(words.get(++i));
          default -> {
            if (!ConformancePlan.ALL.contains(word)) {
              throw new IllegalArgumentException(
                  "no plan is called " + word + "; there are " + ConformancePlan.ALL);
            }
            plans.add(word);
          }
        }
      }
      if (suite == null) {
        throw new IllegalArgumentException("--suite is missing");
      }
      return new Options(suite, plans.isEmpty() ? ConformancePlan.ALL : plans, only, logs);
    }
  }
}
