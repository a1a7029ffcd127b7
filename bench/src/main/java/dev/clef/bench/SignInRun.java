package dev.clef.bench;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What applications and people do with one provider, one kind after the other.
 *
 * @param signIns with a password, per CPU-second of server and databases as all others
 * @param userInfo of a token that opens nothing but {@code sub}
 * @param claims of one that opens name and address
 */
record SignInRun(
    Load.Result signIns,
    Load.Result refreshes,
    Load.Result clientCredentials,
    Load.Result introspections,
    Load.Result userInfo,
    Load.Result claims,
    Overload.Result overload,
    double idleMb,
    double afterLoadMb) {

  private static final int TIMES_TOO_MANY = 2;

  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  /** Enough to keep every processor hashing. */
  private static final int FEWEST_PEOPLE = 8 * PROCESSORS;

  /** An answer of Clef waits for it, so that its time tells nothing. */
  private static final double FLOOR_SECONDS = 0.25;

  /** Of the raw rate. */
  private static final double GOAL = 0.75;

  private static final long SOONEST_MILLIS = 50;
  private static final long LATEST_MILLIS = 250;

  /** How long each is warmed up and measured. */
  record Times(Duration warmUp, Duration measure) {

    /** For a server that does nothing but sign people in: too little a minute to be warm soon. */
    Times longer() {
      return new Times(warmUp.multipliedBy(3), measure);
    }
  }

  /** What can be done, in the order it is done. */
  enum Part {
    SIGN_INS,
    INTROSPECTIONS,
    USER_INFO,
    CLAIMS,
    REFRESHES,
    CLIENT_CREDENTIALS
  }

  /**
   * How many people keep a Clef busy: as many as it is to hash for while an answer waits for its
   * even time. Of more, some would be refused and come again, which is what the overload measures.
   */
  static int peopleFor(double rawHashesPerCpuSecond) {
    double most = rawHashesPerCpuSecond * PROCESSORS * FLOOR_SECONDS;
    return Math.max(FEWEST_PEOPLE, (int) Math.ceil(GOAL * most));
  }

  /** How many keep a provider busy that answers when it can. */
  static int people() {
    return FEWEST_PEOPLE;
  }

  static SignInRun of(Provider provider, int people, Times times) throws Exception {
    double idle = provider.usage().residentBytes() / 1e6;
    Map<Part, Load.Result> results = new EnumMap<>(Part.class);
    Held held = null;
    for (Part part : Part.values()) {
      if (part != Part.SIGN_INS && held == null) {
        held = Held.of(provider);
      }
      results.put(part, of(part, provider, held, people, times));
    }
    Load.Result signIns = of(results, Part.SIGN_INS);
    Overload.Result overload = Overload.run(provider, TIMES_TOO_MANY * signIns.perSecond(), times);
    return new SignInRun(
        signIns,
        of(results, Part.REFRESHES),
        of(results, Part.CLIENT_CREDENTIALS),
        of(results, Part.INTROSPECTIONS),
        of(results, Part.USER_INFO),
        of(results, Part.CLAIMS),
        overload,
        idle,
        provider.usage().residentBytes() / 1e6);
  }

  /** One of them alone, for whoever looks into it. */
  static Load.Result only(Part part, Provider provider, int people, Times times) throws Exception {
    return of(part, provider, part == Part.SIGN_INS ? null : Held.of(provider), people, times);
  }

  private static Load.Result of(Map<Part, Load.Result> results, Part part) {
    return Objects.requireNonNull(results.get(part));
  }

  private static Load.Result of(
      Part part, Provider provider, @Nullable Held held, int people, Times times) throws Exception {
    if (held == null) {
      return signIns(provider, people, times);
    }
    Openid openid = provider.openid();
    return switch (part) {
      case SIGN_INS -> signIns(provider, people, times);
      case INTROSPECTIONS ->
          load(provider, times, i -> openid.introspect(provider.service(), held.access()[i]));
      case USER_INFO -> load(provider, times, i -> openid.userInfo(held.bare()[i]));
      case CLAIMS -> load(provider, times, i -> openid.userInfo(held.access()[i]));
      case REFRESHES -> load(provider, times, i -> held.refresh(i, provider));
      case CLIENT_CREDENTIALS ->
          load(
              provider,
              times,
              i -> openid.token(provider.service(), Map.of("grant_type", "client_credentials")));
    };
  }

  /**
   * Tokens of every session.
   *
   * @param access opens name and address
   * @param bare opens nothing but {@code sub}
   */
  private record Held(String[] access, String[] bare, String[] refresh) {

    static Held of(Provider provider) throws Exception {
      Held held =
          new Held(new String[Load.SESSIONS], new String[Load.SESSIONS], new String[Load.SESSIONS]);
      for (int i = 0; i < Load.SESSIONS; i++) {
        held.access[i] = provider.tokens(i, "openid profile email").access();
        Openid.Tokens few = provider.tokens(i, "openid");
        held.bare[i] = few.access();
        held.refresh[i] = provider.tokens(i, "openid").refresh();
      }
      return held;
    }

    void refresh(int session, Provider provider) throws IOException, InterruptedException {
      refresh[session] =
          provider
              .openid()
              .token(
                  provider.application(),
                  Map.of("grant_type", "refresh_token", "refresh_token", refresh[session]))
              .refresh();
    }
  }

  /**
   * What it can do: enough people to keep it busy, each of whom comes again soon when refused, and
   * not when told to, or a second would pass idle.
   */
  static Load.Result signIns(Provider provider, int people, Times times) throws Exception {
    return Load.run(
        provider::usage, times.warmUp(), times.measure(), people, i -> untilSignedIn(provider, i));
  }

  private static void untilSignedIn(Provider provider, int session)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = provider.signIn(session);
    while (Client.isBusy(answer)) {
      Thread.sleep(ThreadLocalRandom.current().nextLong(SOONEST_MILLIS, LATEST_MILLIS));
      answer = provider.signIn(session);
    }
    Client.expect(200, answer);
  }

  private static Load.Result load(Provider provider, Times times, Load.Step step) throws Exception {
    return Load.run(provider::usage, times.warmUp(), times.measure(), Load.SESSIONS, step);
  }
}
