package dev.clef.bench;

/**
 * Figures to compare with, per CPU-second of server and database.
 *
 * @param signInsOwasp at Argon2id t=2, 19 MiB; 0 when that was not measured
 * @param overloadP95Seconds at twice what it sustains
 */
record Peer(
    String name,
    double signIns,
    double signInsOwasp,
    double refreshes,
    double clientCredentials,
    double introspections,
    double userInfo,
    double readySeconds,
    double idleMb,
    double afterLoadMb,
    double overloadP50Seconds,
    double overloadP95Seconds) {

  /** Measured before this tool was there, warm, on a machine like B; it refused nobody. */
  static final Peer KEYCLOAK =
      new Peer(
          "Keycloak 26.7.3, measured earlier",
          30,
          20,
          503,
          708,
          3_463,
          5_277,
          7.3,
          400,
          860,
          47,
          55);

  /** Measured just now; it had started before, so how long that took is not known. */
  static Peer of(String name, SignInRun run) {
    return new Peer(
        name,
        run.signIns().perCpuSecond(),
        0,
        run.refreshes().perCpuSecond(),
        run.clientCredentials().perCpuSecond(),
        run.introspections().perCpuSecond(),
        run.userInfo().perCpuSecond(),
        Double.NaN,
        run.idleMb(),
        run.afterLoadMb(),
        run.overload().p50Millis() / 1e3,
        run.overload().p95Millis() / 1e3);
  }
}
