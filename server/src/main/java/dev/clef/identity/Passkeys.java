package dev.clef.identity;

import dev.clef.audit.AuditEvent;
import dev.clef.audit.AuditLog;
import dev.clef.identity.Credentials.Checked;
import dev.clef.identity.FactorStore.Known;
import dev.clef.identity.credentials.HeldFactors;
import dev.clef.identity.credentials.Passkey;
import dev.clef.identity.credentials.PasskeyRefused;
import dev.clef.identity.credentials.PasskeyRefused.Why;
import dev.clef.identity.credentials.PasskeySite;
import dev.clef.identity.credentials.PasskeyVerifier;
import dev.clef.identity.credentials.TokenHash;
import dev.clef.keys.Handover;
import dev.clef.keys.KeyUnavailable;
import dev.clef.platform.Randomness;
import dev.clef.platform.web.Problem;
import dev.clef.subject.Purpose;
import dev.clef.vault.Access;
import dev.clef.vault.AccessDenied;
import dev.clef.vault.Fields;
import dev.clef.vault.OwedEntry;
import dev.clef.vault.Vault;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Passkeys (W3C Web Authentication Level 3): asks browsers for them and checks what they answer. A
 * question travels sealed with the page and is remembered by nobody; that it was answered is, so
 * that an answer is good once. Thread-safe.
 */
public final class Passkeys {

  private static final int CHALLENGE_BYTES = PasskeyQuestion.CHALLENGE_BYTES;
  private static final Duration TIME = PasskeyQuestion.TIME;
  private static final String TO_SIGN_IN = "passkey-sign-in";
  private static final String TO_CONFIRM = "passkey-confirm";
  private static final String TO_ADD = "passkey-add";

  private final PasskeyVerifier verifier;
  private final FactorStore store;
  private final FactorWriter factors;
  private final Vault vault;
  private final SignIn signIn;
  private final Handover handover;
  private final AuditLog log;
  private final PasskeyProperties properties;
  private final Randomness randomness;
  private final Clock clock;

  Passkeys(
      PasskeyVerifier verifier,
      FactorStore store,
      FactorWriter factors,
      Vault vault,
      SignIn signIn,
      Handover handover,
      AuditLog log,
      PasskeyProperties properties,
      Randomness randomness,
      Clock clock) {
    this.verifier = verifier;
    this.store = store;
    this.factors = factors;
    this.vault = vault;
    this.signIn = signIn;
    this.handover = handover;
    this.log = log;
    this.properties = properties;
    this.randomness = randomness;
    this.clock = clock;
  }

  /** For somebody who has not said who they are: the authenticator knows. */
  PasskeyQuestion toSignIn(PasskeySite site) {
    byte[] challenge = randomness.bytes(CHALLENGE_BYTES);
    return PasskeyQuestion.toUse(
        handover.seal(TO_SIGN_IN, base64(challenge), TIME), challenge, site, HeldFactors.NONE);
  }

  /** For somebody who is signed in: one of their keys. */
  PasskeyQuestion toConfirm(SignedIn me, PasskeySite site) {
    byte[] challenge = randomness.bytes(CHALLENGE_BYTES);
    return PasskeyQuestion.toUse(
        handover.seal(TO_CONFIRM, bound(challenge, me), TIME),
        challenge,
        site,
        factors.read(me.subject()).factors());
  }

  /**
   * For a new key: one that is found without a name and checks its owner.
   *
   * @throws Problem {@code too_many_factors}
   */
  PasskeyQuestion toAdd(SignedIn me, PasskeySite site) {
    FactorWriter.Seen seen = factors.read(me.subject());
    requireRoom(seen.factors());
    byte[] challenge = randomness.bytes(CHALLENGE_BYTES);
    return PasskeyQuestion.toMake(
        handover.seal(TO_ADD, bound(challenge, me), TIME),
        challenge,
        site,
        properties.name(),
        seen.userHandle(),
        factors.nameOf(me.subject()),
        seen.factors(),
        verifier.conveyance());
  }

  static void requireRoom(HeldFactors held) {
    if (held.passkeys().size() >= HeldFactors.MOST_PASSKEYS) {
      throw Problem.of(IdentityProblem.TOO_MANY_FACTORS);
    }
  }

  /**
   * Signs somebody in.
   *
   * @param challenge of the {@link #toSignIn question}
   * @param credential what the browser answered, as JSON
   * @param device what the browser or app calls itself
   * @param address where the request comes from
   * @throws Problem {@code passkey_refused}; {@code passkey_unknown} when it was removed here; and
   *     those of {@link SignIn#signIn}
   */
  SignIn.Result signIn(
      String challenge, String credential, PasskeySite site, String device, String address) {
    byte[] asked =
        handover.open(TO_SIGN_IN, challenge).map(Passkeys::bytes).orElseThrow(this::tooLate);
    PasskeyVerifier.Answer answer = read(credential);
    Known known = known(answer);
    byte[] handle = answer.userHandle();
    if (handle == null) {
      throw nobody(Why.USER);
    }
    return proven(
        answer,
        known,
        asked,
        site,
        (owed, proofs) ->
            signIn.open(
                known.subject(), new Checked(proofs, Long.MAX_VALUE, null), device, address, owed));
  }

  /**
   * Checks an answer of somebody who is signed in.
   *
   * @return what it proves
   */
  Proofs confirm(SignedIn me, String challenge, String credential, PasskeySite site) {
    byte[] asked = asked(TO_CONFIRM, me, challenge).orElseThrow(this::tooLate);
    PasskeyVerifier.Answer answer = read(credential);
    Known known = known(answer);
    if (!known.subject().equals(me.subject())) {
      throw nobody(Why.USER);
    }
    return proven(answer, known, asked, site, (_, proofs) -> proofs);
  }

  private <T> T proven(
      PasskeyVerifier.Answer answer,
      Known known,
      byte[] challenge,
      PasskeySite site,
      BiFunction<OwedEntry, Proofs, T> next) {
    try {
      return vault.use(
          known.subject(),
          Set.of(Fields.FACTORS),
          Access.authentication(),
          (held, owed) -> {
            Instant now = clock.instant();
            try {
              check(answer, known, FactorWriter.held(held), owed, challenge, site, now);
            } catch (PasskeyRefused refused) {
              owed.append(
                  AuditEvent.listener("sign_in.failed", Purpose.AUTHENTICATION)
                      .with("what", "passkey_" + refused.why().code()));
              throw Problem.of(IdentityProblem.PASSKEY_REFUSED);
            }
            return next.apply(owed, Proofs.at(now, Proof.PASSKEY));
          });
    } catch (AccessDenied | KeyUnavailable erasedMeanwhile) {
      throw Problem.of(IdentityProblem.PASSKEY_UNKNOWN);
    }
  }

  private void check(
      PasskeyVerifier.Answer answer,
      Known known,
      HeldFactors held,
      OwedEntry owed,
      byte[] challenge,
      PasskeySite site,
      Instant now) {
    Passkey key = held.passkey(known.factorId()).orElseThrow(() -> new PasskeyRefused(Why.USER));
    byte[] handle = answer.userHandle();
    if (handle != null && !TokenHash.equal(handle, FactorWriter.userHandle(owed.key()))) {
      throw new PasskeyRefused(Why.USER);
    }
    PasskeyVerifier.Used used = verifier.check(answer, key, known.signCount(), challenge, site);
    useChallenge(challenge, now);
    if (!store.use(known.factorId(), used, now)) {
      throw new PasskeyRefused(Why.COUNTER);
    }
  }

  /** Remembered for twice as long as it can be asked, for clocks that differ. */
  private void useChallenge(byte[] challenge, Instant now) {
    if (!store.useChallenge(challenge, now.plus(TIME.multipliedBy(2)))) {
      throw new PasskeyRefused(Why.CHALLENGE);
    }
  }

  private PasskeyVerifier.Answer read(String credential) {
    try {
      return verifier.read(credential);
    } catch (PasskeyRefused refused) {
      throw nobody(refused.why());
    }
  }

  private Known known(PasskeyVerifier.Answer answer) {
    return store
        .find(answer.credentialId())
        .orElseThrow(() -> {
          logNobody("passkey_unknown");
          return Problem.of(IdentityProblem.PASSKEY_UNKNOWN);
        });
  }

  /**
   * Checks a new key.
   *
   * @throws Problem {@code passkey_refused}, {@code authenticator_unknown}, {@code
   *     authenticator_unsafe}
   */
  PasskeyVerifier.Made made(SignedIn me, String challenge, String credential, PasskeySite site) {
    byte[] asked = asked(TO_ADD, me, challenge).orElseThrow(this::tooLate);
    try {
      PasskeyVerifier.Made made = verifier.made(credential, asked, site);
      useChallenge(asked, clock.instant());
      return made;
    } catch (PasskeyRefused refused) {
      throw nobody(refused.why());
    }
  }

  private Problem tooLate() {
    return nobody(Why.CHALLENGE);
  }

  private Problem nobody(Why why) {
    logNobody("passkey_" + why.code());
    return Problem.of(IdentityProblem.of(why));
  }

  private void logNobody(String what) {
    log.appendAlone(AuditEvent.service("sign_in.failed").with("what", what), null);
  }

  private static String bound(byte[] challenge, SignedIn me) {
    return base64(challenge) + " " + me.sessionId();
  }

  private Optional<byte[]> asked(String purpose, SignedIn me, String challenge) {
    return handover
        .open(purpose, challenge)
        .map(text -> text.split(" ", 2))
        .filter(parts -> parts.length == 2 && parts[1].equals(me.sessionId().toString()))
        .map(parts -> bytes(parts[0]));
  }

  @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT1M")
  void deleteExpired() {
    store.deleteExpiredChallenges(clock.instant());
  }

  /**
   * Which keys of a person are good, for authenticators that keep lists (WebAuthn §5.1.10.1).
   *
   * @param userId what they know the person by, in base64url
   * @param credentialIds in base64url
   */
  public record Accepted(String userId, List<String> credentialIds) {}

  public Accepted accepted(SignedIn me) {
    FactorWriter.Seen seen = factors.read(me.subject());
    return new Accepted(
        base64(seen.userHandle()),
        seen.factors().passkeys().stream().map(key -> base64(key.credentialId())).toList());
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] bytes(String base64) {
    return Base64.getUrlDecoder().decode(base64);
  }
}
