package dev.clef.identity;

import dev.clef.identity.credentials.HeldFactors;
import dev.clef.identity.credentials.ParsedTotp;
import dev.clef.identity.credentials.Totp;
import dev.clef.identity.credentials.TotpSecret;
import dev.clef.identity.credentials.Unsupported;
import dev.clef.keys.Handover;
import dev.clef.mail.Letter;
import dev.clef.platform.Randomness;
import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.Problem;
import dev.clef.subject.SensitiveAct;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;

/** Authenticator apps of people: added, named and removed by them. Thread-safe. */
public final class AuthenticatorApps {

  private static final Duration TIME = Duration.ofMinutes(15);
  private static final String TO_ADD = "authenticator-add";

  private final FactorWriter writer;
  private final FactorNews news;
  private final FactorStore store;
  private final Credentials credentials;
  private final Sessions sessions;
  private final StepUp stepUp;
  private final Handover handover;
  private final PasskeyProperties properties;
  private final Randomness randomness;
  private final Clock clock;

  AuthenticatorApps(
      FactorWriter writer,
      FactorNews news,
      FactorStore store,
      Credentials credentials,
      Sessions sessions,
      StepUp stepUp,
      Handover handover,
      PasskeyProperties properties,
      Randomness randomness,
      Clock clock) {
    this.writer = writer;
    this.news = news;
    this.store = store;
    this.credentials = credentials;
    this.sessions = sessions;
    this.stepUp = stepUp;
    this.handover = handover;
    this.properties = properties;
    this.randomness = randomness;
    this.clock = clock;
  }

  /**
   * An authenticator app about to be added.
   *
   * @param setup comes back with the first code
   * @param secret as somebody types it
   * @param uri as the app reads it from a picture
   */
  public record NewApp(String setup, String secret, String uri) {

    @Override
    public String toString() {
      return "NewApp[<redacted>]";
    }
  }

  /**
   * Begins to add an authenticator app, in place of the one there is.
   *
   * @throws Problem {@code confirmation_needed}
   */
  public NewApp begin(SignedIn me) {
    stepUp.require(me, SensitiveAct.CHANGE_FACTOR);
    TotpSecret secret = TotpSecret.generate(randomness);
    String account = writer.nameOf(me.subject());
    String text =
        Base64.getUrlEncoder().withoutPadding().encodeToString(secret.storage())
            + " "
            + me.sessionId();
    return new NewApp(
        handover.seal(TO_ADD, text, TIME),
        secret.base32(),
        secret.otpauthUri(properties.name(), account));
  }

  /** What was begun, shown once more; empty when that was too long ago. */
  public Optional<NewApp> again(SignedIn me, String setup) {
    return secret(me, setup)
        .map(
            secret -> new NewApp(setup, secret.base32(), secret.otpauthUri(properties.name(), "")));
  }

  /**
   * Adds the authenticator app that shows {@code code}.
   *
   * @return the session goes on under another token, with this proof
   * @throws Problem {@code confirmation_needed} also when it was begun too long ago, {@code
   *     wrong_code}, {@code invalid_fields}, {@code rate_limited}
   */
  public Sessions.Opened add(SignedIn me, String setup, String code, String name) {
    stepUp.require(me, SensitiveAct.CHANGE_FACTOR);
    credentials.requireTurn(me.subject());
    String called = FactorName.of(name);
    TotpSecret secret =
        secret(me, setup).orElseThrow(() -> Problem.of(IdentityProblem.CONFIRMATION_NEEDED));
    Instant now = clock.instant();
    OptionalLong step = Totp.matchingStep(secret, code, now, Totp.DRIFT_STEPS, Totp.NEVER_USED);
    if (step.isEmpty()) {
      throw Problem.of(IdentityProblem.WRONG_CODE);
    }
    writer.change(
        me.subject(),
        held ->
            new FactorWriter.Change(
                held.with(new HeldFactors.App(called, now)),
                secret.storage(),
                () -> {
                  // Steps of another app may be of another length: they say nothing of this one.
                  store.setApp(me.subject(), true, step.getAsLong());
                  news.added(me.subject(), Letter.Factor.AUTHENTICATOR);
                }));
    return sessions.renew(me, Proofs.at(now, Proof.AUTHENTICATOR));
  }

  private Optional<TotpSecret> secret(SignedIn me, String setup) {
    return handover
        .open(TO_ADD, setup)
        .map(text -> text.split(" ", 2))
        .filter(parts -> parts.length == 2 && parts[1].equals(me.sessionId().toString()))
        .flatMap(parts -> parsed(Base64.getUrlDecoder().decode(parts[0])));
  }

  private static Optional<TotpSecret> parsed(byte[] storage) {
    ParsedTotp parsed = TotpSecret.parse(storage);
    return switch (parsed) {
      case TotpSecret secret -> Optional.of(secret);
      case Unsupported unsupported -> Optional.empty();
    };
  }

  /**
   * Gives the authenticator app another name.
   *
   * @throws Problem {@code not_found}, {@code invalid_fields}
   */
  public void rename(SignedIn me, String name) {
    String called = FactorName.of(name);
    writer.change(
        me.subject(),
        held -> {
          requireHeld(me, held);
          HeldFactors.App app = held.app();
          Instant since = app == null ? clock.instant() : app.addedAt();
          return new FactorWriter.Change(
              held.with(new HeldFactors.App(called, since)), null, () -> {});
        });
  }

  /**
   * Removes the authenticator app.
   *
   * @throws Problem {@code confirmation_needed}, {@code not_found}
   */
  public void remove(SignedIn me) {
    stepUp.require(me, SensitiveAct.CHANGE_FACTOR);
    writer.change(
        me.subject(),
        held -> {
          requireHeld(me, held);
          return new FactorWriter.Change(
              held.withoutApp(),
              new byte[0],
              () -> {
                store.setApp(me.subject(), false, null);
                sessions.forgetProof(me, Proof.AUTHENTICATOR);
                news.removed(me.subject(), Letter.Factor.AUTHENTICATOR);
              });
        });
  }

  private void requireHeld(SignedIn me, HeldFactors held) {
    if (!credentials.hasAuthenticator(me.subject(), held)) {
      throw Problem.of(CommonProblem.NOT_FOUND);
    }
  }
}
