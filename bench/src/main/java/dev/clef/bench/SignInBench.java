package dev.clef.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.clef.identity.credentials.PasswordHash;
import dev.clef.identity.credentials.PasswordHasher;
import dev.clef.identity.credentials.PasswordSettings;
import dev.clef.platform.Randomness;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Clef as an OpenID provider beside another one, or beside what one was measured at earlier:
 * sign-ins against what the machine can hash at all, grants, questions about tokens, and what
 * happens at twice the sign-ins it can do.
 */
final class SignInBench {

  /** Of another provider, and of the OWASP sheet: memory in KiB, passes, share of the raw rate. */
  private record Cost(int memoryKib, int iterations, double goalPercent) {

    String[] settings() {
      List<String> settings = new ArrayList<>(Arrays.asList(Load.withoutLimits()));
      settings.add("--clef.passwords.memory-kib=" + memoryKib);
      settings.add("--clef.passwords.iterations=" + iterations);
      settings.add("--clef.openid.access-for=2h");
      return settings.toArray(String[]::new);
    }

    @Override
    public String toString() {
      return "Argon2id t=%d m=%d MiB p=1".formatted(iterations, memoryKib / 1024);
    }
  }

  private static final Cost SMALL = new Cost(7168, 5, 75);
  private static final Cost USUAL = new Cost(19_456, 2, 85);
  private static final Duration AT_REST = Duration.ofSeconds(15);
  private static final Duration RAW_ALONE = Duration.ofSeconds(5);

  private SignInBench() {}

  static void run(SignInRun.Times times, OtherProvider.@Nullable Named named) throws Exception {
    double rawSmall = rawHashesPerCpuSecond(SMALL, times.measure());
    double ready;
    SignInRun ours;
    try (ServerProcess server = ServerProcess.start(SMALL.settings())) {
      ready = server.readyAfter().toMillis() / 1e3;
      Thread.sleep(AT_REST);
      ours = SignInRun.of(new ClefProvider(server), SignInRun.peopleFor(rawSmall), times);
    }
    SignIns usual = signIns(USUAL, times);
    Peer peer = Peer.KEYCLOAK;
    if (named != null) {
      OtherProvider other = new OtherProvider(named);
      peer =
          Peer.of(
              named.issuer() + ", by " + other.way(),
              SignInRun.of(other, SignInRun.people(), times));
    }
    share(SMALL, ours.signIns(), rawSmall);
    share(USUAL, usual.result(), usual.raw());
    System.out.println("Beside " + peer.name() + "; per CPU-second of server and databases");
    beside("sign-ins, " + SMALL, ours.signIns(), peer.signIns(), 2);
    if (peer.signInsOwasp() > 0) {
      beside("sign-ins, " + USUAL, usual.result(), peer.signInsOwasp(), 2);
    }
    beside("refreshes", ours.refreshes(), peer.refreshes(), 3);
    beside("client credentials", ours.clientCredentials(), peer.clientCredentials(), 3);
    beside("introspections", ours.introspections(), peer.introspections(), 1);
    beside("userinfo, sub only", ours.userInfo(), peer.userInfo(), 1);
    Figure.print("userinfo with claims, logged", ours.claims().perCpuSecond(), "/CPU-s", 1_500);
    Figure.plain("p50", ours.claims().p50Millis(), "ms");
    Figure.plain("p99", ours.claims().p99Millis(), "ms");
    overload(ours, peer);
    Figure.plain("ready, with initdb", ready, "s");
    Figure.plain("the other, ready", peer.readySeconds(), "s");
    Figure.plain("resident at rest", ours.idleMb(), "MB");
    Figure.plain("the other at rest", peer.idleMb(), "MB");
    Figure.plain("resident after load", ours.afterLoadMb(), "MB");
    Figure.plain("the other after load", peer.afterLoadMb(), "MB");
  }

  /** One kind of request alone, to a Clef of its own and to the other when one is named. */
  static void only(SignInRun.Part part, SignInRun.Times times, OtherProvider.@Nullable Named named)
      throws Exception {
    Load.Result ours;
    Cost cost = named == null ? USUAL : SMALL; // what others hash with by default
    if (part == SignInRun.Part.SIGN_INS) {
      SignIns signIns = signIns(cost, times);
      ours = signIns.result();
      share(cost, ours, signIns.raw());
    } else {
      int people = SignInRun.peopleFor(rawHashesPerCpuSecond(cost, RAW_ALONE));
      try (ServerProcess server = ServerProcess.start(cost.settings())) {
        ours = SignInRun.only(part, new ClefProvider(server), people, times);
      }
    }
    print(part.name(), ours);
    if (named != null) {
      OtherProvider other = new OtherProvider(named);
      Load.Result theirs = SignInRun.only(part, other, SignInRun.people(), times);
      print("the other, by " + other.way(), theirs);
      Figure.plain("ratio", ours.perCpuSecond() / theirs.perCpuSecond(), "times");
    }
  }

  /** Of a server that does nothing else, between two measurements of the raw rate. */
  private record SignIns(Load.Result result, double raw) {}

  private static SignIns signIns(Cost cost, SignInRun.Times times) throws Exception {
    double before = rawHashesPerCpuSecond(cost, times.measure());
    try (ServerProcess server = ServerProcess.start(cost.settings())) {
      Load.Result result =
          SignInRun.signIns(new ClefProvider(server), SignInRun.peopleFor(before), times.longer());
      // A machine shared with others changes within the minutes of one run.
      double after = rawHashesPerCpuSecond(cost, times.measure());
      Figure.plain("raw before, " + cost, before, "/CPU-s");
      Figure.plain("raw after", after, "/CPU-s");
      return new SignIns(result, (before + after) / 2);
    }
  }

  private static void print(String what, Load.Result result) {
    Figure.plain(what, result.perCpuSecond(), "/CPU-s");
    Figure.plain("  by the clock", result.perSecond(), "/s");
    Figure.plain("  p50", result.p50Millis(), "ms");
    Figure.plain("  p95", result.p95Millis(), "ms");
    Figure.plain("  p99", result.p99Millis(), "ms");
  }

  private static void share(Cost cost, Load.Result signIns, double raw) {
    Figure.plain("raw " + cost, raw, "/CPU-s");
    Figure.print(
        "sign-ins, share of it", 100 * signIns.perCpuSecond() / raw, "%", cost.goalPercent());
    Figure.plain("sign-ins", signIns.perSecond(), "/s");
  }

  private static void beside(String what, Load.Result ours, double theirs, double goal) {
    Figure.plain(what, ours.perCpuSecond(), "/CPU-s");
    Figure.plain("  the other", theirs, "/CPU-s");
    Figure.print("  ratio", ours.perCpuSecond() / theirs, "times", goal);
    Figure.plain("  p50", ours.p50Millis(), "ms");
    Figure.plain("  p95", ours.p95Millis(), "ms");
    Figure.plain("  p99", ours.p99Millis(), "ms");
  }

  private static void overload(SignInRun ours, Peer peer) {
    Overload.Result result = ours.overload();
    System.out.println("Sign-ins at twice the rate, timed from when they should have been sent");
    Figure.plain("sent late by this tool, p99", result.sentLateP99Millis(), "ms");
    Figure.plain("admitted", result.admitted(), "");
    Figure.plain("refused", result.refused(), "");
    Figure.atMost("refused without Retry-After", result.withoutRetryAfter(), "", 0);
    Figure.atMost("neither", result.failed(), "", 0);
    Figure.plain("admitted, p50", result.p50Millis(), "ms");
    Figure.plain("the other, p50", 1e3 * peer.overloadP50Seconds(), "ms");
    Figure.atMost("admitted, p95", result.p95Millis(), "ms", 300);
    Figure.plain("the other, p95", 1e3 * peer.overloadP95Seconds(), "ms");
    Figure.atMost("admitted, p99", result.p99Millis(), "ms", 1_000);
    Figure.plain("refused, p50", result.refusedP50Millis(), "ms");
    Figure.atMost("refused, p99", result.refusedP99Millis(), "ms", 50);
    Figure.print(
        "admitted a CPU-second, of what it was",
        100 * result.admittedPerCpuSecond() / ours.signIns().perCpuSecond(),
        "%",
        95);
    Figure.plain(
        "admitted a second, of what it was",
        100 * result.admittedPerSecond() / ours.signIns().perSecond(),
        "%");
  }

  private static double rawHashesPerCpuSecond(Cost cost, Duration measure) throws Exception {
    var bean = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    try (PasswordHasher hasher =
            new PasswordHasher(
                new PasswordSettings(
                    8, cost.memoryKib(), cost.iterations(), 0, 256, Duration.ofSeconds(2)),
                new Randomness(),
                new SimpleMeterRegistry());
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      PasswordHash hash = hasher.hash(ClefProvider.PASSWORD);
      for (int i = 0; i < 50; i++) {
        hasher.verify(hash, ClefProvider.PASSWORD);
      }
      long cpu = bean.getProcessCpuTime();
      long end = System.nanoTime() + measure.toNanos();
      List<Future<Long>> loops = new ArrayList<>();
      for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
        loops.add(
            callers.submit(() -> {
              long count = 0;
              while (System.nanoTime() < end) {
                hasher.verify(hash, ClefProvider.PASSWORD);
                count++;
              }
              return count;
            }));
      }
      long hashes = 0;
      for (Future<Long> loop : loops) {
        hashes += loop.get();
      }
      return hashes / ((bean.getProcessCpuTime() - cpu) / 1e9);
    }
  }
}
