package dev.clef.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code ./clef bench [NAME …] [--people N]}: runs benchmarks and prints their figures beside the
 * goals.
 */
public final class Main {

  private static final List<String> ALL =
      List.of(
          "envelope",
          "verify",
          "proof",
          "passwords",
          "log",
          "start",
          "signin",
          "read",
          "pages",
          "erase",
          "eraseall",
          "import",
          "importcsv",
          "epoch",
          "rotate");

  private Main() {}

  /** Runs the named benchmarks, all of them without a name. */
  public static void main(String[] args) throws Exception {
    Options options = Options.parse(args);
    if (options.help()) {
      System.out.println(
          """
          Usage: ./clef bench [NAME …] [--people N] [--seconds N] [--warm-up N]

            envelope  encrypt and decrypt one field (JMH), beside the AWS Encryption SDK and BouncyCastle
            verify    check a whole log from files; bytes a leaf
            proof     proofs of entries among a hundred million
            passwords a filter of ten million stolen passwords: building, opening, asking
            log       appends to the log, in batches and one by one; time to a receipt
            start     time to ready, memory at rest
            signin    sign-ins against the raw rate of Argon2id, grants, questions about tokens, overload; beside
                      another OpenID provider on this machine that runs already, or earlier figures of one:
                      --issuer URL --client ID --secret S --user U --password P --pid PID[,PID]
                      [--redirect URI], where the processes are those of its server and its database;
                      --only sign-ins, introspections, user-info, claims, refreshes or client-credentials
            read      a profile of ten fields with its log entry, through the API
            pages     the overview of the Privacy Center; weight and speed of the first page
            erase     one person after the other, with certificate
            eraseall  --people (50000) people by ./clef erase
            import    a Keycloak export of --people (50000) invented users
            importcsv a CSV file of --people (50000) invented people
            epoch     a change of epoch with --people (50000) people, while profiles are read
            rotate    new data keys and new index keys for --people (50000) people

          Rates through the API are per CPU-second of the server and its databases, after 60 s of warm-up;
          --warm-up shortens that of signin.
          """);
      return;
    }
    for (String name : options.names().isEmpty() ? ALL : options.names()) {
      System.out.println("== " + name);
      run(name, options);
    }
  }

  private static void run(String name, Options options) throws Exception {
    switch (name) {
      case "envelope" -> {
        EnvelopeBenchmark.run();
        RivalsBenchmark.run();
      }
      case "verify" -> VerifyBench.run();
      case "proof" -> ProofBench.run();
      case "passwords" -> PasswordsBench.run();
      case "log" -> LogBench.run(options.measure());
      case "start" -> StartBench.run();
      case "signin" -> {
        SignInRun.Part only = options.only();
        if (only == null) {
          SignInBench.run(options.times(), options.other());
        } else {
          SignInBench.only(only, options.times(), options.other());
        }
      }
      case "read" -> ReadBench.run(options.measure());
      case "pages" -> PagesBench.run(options.measure());
      case "erase" -> EraseBench.run();
      case "eraseall" -> EraseBench.all(options.people());
      case "import" -> ImportBench.keycloak(options.people());
      case "importcsv" -> ImportBench.csv(options.people());
      case "epoch" -> EpochBench.run(options.people());
      case "rotate" -> RotateBench.run(options.people());
      default -> {
        System.err.println("no benchmark is called " + name + "; there are " + ALL);
        System.exit(2);
      }
    }
  }

  /** Names and options of the command line. */
  record Options(
      List<String> names,
      int people,
      int seconds,
      int warmUp,
      boolean help,
      Map<String, String> named) {

    Duration measure() {
      return Duration.ofSeconds(seconds);
    }

    SignInRun.Times times() {
      return new SignInRun.Times(Duration.ofSeconds(warmUp), measure());
    }

    /** The one part of `signin`; null for all. */
    SignInRun.@Nullable Part only() {
      String part = named.get("--only");
      return part == null
          ? null
          : SignInRun.Part.valueOf(part.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** The other provider of `signin`; null when there is none. */
    OtherProvider.@Nullable Named other() {
      if (!named.containsKey("--issuer")) {
        return null;
      }
      return new OtherProvider.Named(
          needed("--issuer"),
          needed("--client"),
          needed("--secret"),
          needed("--user"),
          needed("--password"),
          named.getOrDefault("--redirect", "https://bench.example.com/callback"),
          Arrays.stream(needed("--pid").split(",", -1)).map(Long::valueOf).toList());
    }

    private String needed(String option) {
      String value = named.get(option);
      if (value == null) {
        throw new IllegalArgumentException(option + " is missing");
      }
      return value;
    }

    static Options parse(String[] args) {
      int people = 50_000;
      int seconds = 30;
      int warmUp = 60;
      Map<String, String> named = new HashMap<>();
      boolean help = false;
      List<String> names = new ArrayList<>();
      List<String> words = Arrays.asList(args);
      for (int i = 0; i < words.size(); i++) {
        switch (words.get(i)) {
          case "--people" -> people = Integer.parseInt(words.get(++i));
          case "--seconds" -> seconds = Integer.parseInt(words.get(++i));
          case "--warm-up" -> warmUp = Integer.parseInt(words.get(++i));
          case "--only",
              "--issuer",
              "--client",
              "--secret",
              "--user",
              "--password",
              "--redirect",
              "--pid" ->
              named.put(words.get(i), words.get(++i));
          case "--help", "-h" -> help = true;
          default -> names.add(words.get(i));
        }
      }
      return new Options(names, people, seconds, warmUp, help, named);
    }
  }
}
