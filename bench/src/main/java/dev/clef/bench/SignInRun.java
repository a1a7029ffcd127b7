package dev.clef.bench;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

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
  private static final int PEOPLE = 32;
  private static final long SOONEST_MILLIS = 50;
  private static final long LATEST_MILLIS = 250;

  /** How long each is warmed up and measured. */
  record Times(Duration warmUp, Duration measure) {}

  static SignInRun of(Provider provider, Times times) throws Exception {
    double idle = provider.usage().residentBytes() / 1e6;
    Load.Result signIns = signIns(provider, times);
    Openid openid = provider.openid();
    String[] refresh = new String[Load.SESSIONS];
    String[] access = new String[Load.SESSIONS];
    String[] bare = new String[Load.SESSIONS];
    for (int i = 0; i < Load.SESSIONS; i++) {
      Openid.Tokens full = provider.tokens(i, "openid profile email");
      access[i] = full.access();
      bare[i] = provider.tokens(i, "openid").access();
      refresh[i] = provider.tokens(i, "openid").refresh();
    }
    Load.Result introspections =
        load(provider, times, i -> openid.introspect(provider.service(), access[i]));
    Load.Result userInfo = load(provider, times, i -> openid.userInfo(bare[i]));
    Load.Result claims = load(provider, times, i -> openid.userInfo(access[i]));
    Load.Result refreshes =
        load(
            provider,
            times,
            i ->
                refresh[i] =
                    openid
                        .token(
                            provider.application(),
                            Map.of("grant_type", "refresh_token", "refresh_token", refresh[i]))
                        .refresh());
    Load.Result credentials =
        load(
            provider,
            times,
            i -> openid.token(provider.service(), Map.of("grant_type", "client_credentials")));
    Overload.Result overload =
        Overload.run(provider, TIMES_TOO_MANY * signIns.perSecond(), times.measure());
    return new SignInRun(
        signIns,
        refreshes,
        credentials,
        introspections,
        userInfo,
        claims,
        overload,
        idle,
        provider.usage().residentBytes() / 1e6);
  }

  /**
   * What it can do: enough people to keep it busy, each of whom comes again soon when refused, and
   * not when told to, or a second would pass idle.
   */
  static Load.Result signIns(Provider provider, Times times) throws Exception {
    return Load.run(
        provider::usage, times.warmUp(), times.measure(), PEOPLE, i -> untilSignedIn(provider, i));
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
