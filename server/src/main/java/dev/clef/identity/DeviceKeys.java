package dev.clef.identity;

import dev.clef.identity.credentials.BrowserKey;
import dev.clef.identity.credentials.DeviceKey;
import dev.clef.identity.credentials.HeldFactors;
import dev.clef.keys.Handover;
import dev.clef.mail.Letter;
import dev.clef.platform.Randomness;
import dev.clef.platform.UuidV7;
import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.FieldReason;
import dev.clef.platform.web.Problem;
import dev.clef.subject.SensitiveAct;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/**
 * Browsers somebody trusts: each has made a key that no script can read (WebCrypto, not
 * extractable), and answers with it beside the password. That is something held, in software, and
 * no passkey: nothing in the signature says on which page it was made, so it resists no forged page
 * by itself. Thread-safe.
 */
public final class DeviceKeys {

  private static final String TO_ADD = "device-key-add";
  private static final Duration TIME = Duration.ofMinutes(5);
  private static final int CHALLENGE_BYTES = 32;

  private final FactorStore store;
  private final FactorWriter writer;
  private final FactorNews news;
  private final Sessions sessions;
  private final StepUp stepUp;
  private final Credentials credentials;
  private final Handover handover;
  private final Randomness randomness;
  private final UuidV7 ids;
  private final Clock clock;

  DeviceKeys(
      FactorStore store,
      FactorWriter writer,
      FactorNews news,
      Sessions sessions,
      StepUp stepUp,
      Credentials credentials,
      Handover handover,
      Randomness randomness,
      UuidV7 ids,
      Clock clock) {
    this.store = store;
    this.writer = writer;
    this.news = news;
    this.sessions = sessions;
    this.stepUp = stepUp;
    this.credentials = credentials;
    this.handover = handover;
    this.randomness = randomness;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * A key that was added.
   *
   * @param session goes on under another token, with this proof
   */
  record Added(UUID factorId, Sessions.Opened session) {}

  /**
   * Begins to add the key of a browser.
   *
   * @return what it signs, sealed
   * @throws Problem {@code confirmation_needed}, {@code too_many_factors}
   */
  String begin(SignedIn me) {
    stepUp.require(me, SensitiveAct.CHANGE_FACTOR);
    requireRoom(writer.read(me.subject()).factors());
    String challenge =
        Base64.getUrlEncoder().withoutPadding().encodeToString(randomness.bytes(CHALLENGE_BYTES));
    return handover.seal(TO_ADD, challenge + " " + me.sessionId(), TIME);
  }

  private static void requireRoom(HeldFactors held) {
    if (held.deviceKeys().size() >= HeldFactors.MOST_DEVICE_KEYS) {
      throw Problem.of(IdentityProblem.TOO_MANY_FACTORS);
    }
  }

  /**
   * Adds the key of a browser.
   *
   * @param question of {@link #begin}
   * @param publicKey SubjectPublicKeyInfo in base64url
   * @param signature of the question with the other half
   * @param name what the person calls the browser
   * @throws Problem {@code confirmation_needed}, {@code proof_refused}, {@code invalid_fields},
   *     {@code too_many_factors}, {@code rate_limited}
   */
  Added add(SignedIn me, String question, String publicKey, String signature, String name) {
    stepUp.require(me, SensitiveAct.CHANGE_FACTOR);
    String called = FactorName.of(name);
    BrowserKey key =
        BrowserKey.of(publicKey)
            .orElseThrow(() -> Problem.field("public_key", FieldReason.INVALID));
    byte[] challenge = challenge(me, question);
    Instant now = clock.instant();
    if (!key.signed(BrowserKey.DEVICE_CONTEXT, question, signature)
        || !store.useChallenge(challenge, now.plus(TIME.multipliedBy(2)))) {
      throw Problem.of(IdentityProblem.PROOF_REFUSED);
    }
    DeviceKey added = new DeviceKey(ids.next(), called, key.spki(), now);
    writer.change(
        me.subject(),
        held -> {
          requireRoom(held);
          return new FactorWriter.Change(
              held.with(added),
              null,
              () -> {
                store.insertDeviceKey(added.factorId(), me.subject(), now);
                if (credentials.hasAuthenticator(me.subject(), held)) {
                  // One that was imported as well: sign-ins from here on may go by without a code.
                  store.noteApp(me.subject());
                }
                news.added(me.subject(), Letter.Factor.DEVICE_KEY);
              });
        });
    return new Added(added.factorId(), sessions.renew(me, Proofs.at(now, Proof.DEVICE_KEY)));
  }

  private byte[] challenge(SignedIn me, String question) {
    return handover
        .open(TO_ADD, question)
        .map(text -> text.split(" ", 2))
        .filter(parts -> parts.length == 2 && parts[1].equals(me.sessionId().toString()))
        .map(parts -> Base64.getUrlDecoder().decode(parts[0]))
        .orElseThrow(() -> Problem.of(IdentityProblem.PROOF_REFUSED));
  }

  /**
   * Gives one another name.
   *
   * @throws Problem {@code not_found}, {@code invalid_fields}
   */
  public void rename(SignedIn me, UUID factorId, String name) {
    String called = FactorName.of(name);
    writer.change(
        me.subject(),
        held -> {
          requireHeld(held, factorId);
          return new FactorWriter.Change(
              held.changedDeviceKey(factorId, key -> key.called(called)), null, () -> {});
        });
  }

  /**
   * Removes one: the browser is trusted no more.
   *
   * @throws Problem {@code confirmation_needed}, {@code not_found}
   */
  public void remove(SignedIn me, UUID factorId) {
    stepUp.require(me, SensitiveAct.CHANGE_FACTOR);
    writer.change(
        me.subject(),
        held -> {
          requireHeld(held, factorId);
          return new FactorWriter.Change(
              held.withoutDeviceKey(factorId),
              null,
              () -> {
                store.removeDeviceKey(me.subject(), factorId);
                sessions.forgetProof(me, Proof.DEVICE_KEY);
                news.removed(me.subject(), Letter.Factor.DEVICE_KEY);
              });
        });
  }

  private static void requireHeld(HeldFactors held, UUID factorId) {
    if (held.deviceKey(factorId).isEmpty()) {
      throw Problem.of(CommonProblem.NOT_FOUND);
    }
  }
}
