package dev.clef.identity;

import dev.clef.identity.credentials.HeldFactors;
import dev.clef.identity.credentials.Passkey;
import dev.clef.identity.credentials.PasskeySite;
import dev.clef.identity.credentials.PasskeyVerifier;
import dev.clef.identity.credentials.RecoveryCode;
import dev.clef.identity.credentials.attestation.AuthenticatorModel;
import dev.clef.mail.Letter;
import dev.clef.platform.Randomness;
import dev.clef.platform.UuidV7;
import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.Problem;
import dev.clef.subject.SensitiveAct;
import dev.clef.subject.SubjectId;
import dev.clef.vault.Access;
import dev.clef.vault.FieldValue;
import dev.clef.vault.Fields;
import dev.clef.vault.Vault;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * With what a person proves who they are beside the password: seen, added, named and removed by
 * them. Every change needs a fresh proof and is told by letter. Thread-safe.
 */
public final class Factors {

  private static final int RECOVERY_CODES = 10;

  private final FactorStore store;
  private final FactorWriter writer;
  private final Passkeys passkeys;
  private final Vault vault;
  private final Credentials credentials;
  private final Sessions sessions;
  private final StepUp stepUp;
  private final FactorNews news;
  private final TransactionTemplate transaction;
  private final Randomness randomness;
  private final UuidV7 ids;
  private final Clock clock;

  Factors(
      FactorStore store,
      FactorWriter writer,
      Passkeys passkeys,
      Vault vault,
      Credentials credentials,
      Sessions sessions,
      StepUp stepUp,
      FactorNews news,
      TransactionTemplate transaction,
      Randomness randomness,
      UuidV7 ids,
      Clock clock) {
    this.store = store;
    this.writer = writer;
    this.passkeys = passkeys;
    this.vault = vault;
    this.credentials = credentials;
    this.sessions = sessions;
    this.stepUp = stepUp;
    this.news = news;
    this.transaction = transaction;
    this.randomness = randomness;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * What somebody has.
   *
   * @param deviceKeys of browsers they trust
   * @param authenticator null when there is no app
   * @param recoveryCodes how many are left
   */
  public record Held(
      List<HeldPasskey> passkeys,
      List<HeldDeviceKey> deviceKeys,
      @Nullable HeldApp authenticator,
      RecoveryCodes recoveryCodes) {}

  /** A browser its owner trusts. */
  public record HeldDeviceKey(
      UUID factorId, String name, Instant addedAt, @Nullable Instant lastUsedAt) {}

  /**
   * A passkey as its owner sees it.
   *
   * @param synced whether copies of it are on other devices
   * @param unsteady whether it says something else about being copied than when it was added
   * @param model the make of its authenticator, as the FIDO metadata calls it; null when it was not
   *     proven
   * @param certified the level of its FIDO certification when it was added; null: none
   */
  public record HeldPasskey(
      UUID factorId,
      String name,
      Instant addedAt,
      @Nullable Instant lastUsedAt,
      boolean synced,
      boolean unsteady,
      @Nullable String model,
      @Nullable String certified) {}

  /**
   * An authenticator app.
   *
   * @param name empty when it was never named
   */
  public record HeldApp(String name, @Nullable Instant addedAt) {}

  /** How many codes are left, and since when. */
  public record RecoveryCodes(int left, @Nullable Instant createdAt) {}

  /** Everything a person has; logged as one access by them. */
  public Held of(SignedIn me) {
    return of(me.subject(), Access.listener(me.subject()));
  }

  Held of(SubjectId subject, Access access) {
    Map<String, FieldValue> values = vault.read(subject, Set.of(Fields.FACTORS), access);
    HeldFactors held = FactorWriter.held(values);
    Map<UUID, FactorStore.Known> known = new HashMap<>();
    store.of(subject).forEach(one -> known.put(one.factorId(), one));
    List<HeldPasskey> keys =
        held.passkeys().stream()
            .flatMap(key ->
                Optional.ofNullable(known.get(key.factorId())).stream().map(k -> seen(key, k)))
            .toList();
    Map<UUID, Instant> used = store.deviceKeysUsed(subject);
    List<HeldDeviceKey> deviceKeys =
        held.deviceKeys().stream()
            .map(key ->
                new HeldDeviceKey(
                    key.factorId(), key.name(), key.addedAt(), used.get(key.factorId())))
            .toList();
    HeldFactors.App app = held.app();
    FactorStore.RecoveryCodes codes = store.recoveryCodes(subject);
    return new Held(
        keys,
        deviceKeys,
        credentials.hasAuthenticator(subject, held)
            ? new HeldApp(app == null ? "" : app.name(), app == null ? null : app.addedAt())
            : null,
        new RecoveryCodes(codes.left(), codes.createdAt()));
  }

  private static HeldPasskey seen(Passkey key, FactorStore.Known known) {
    AuthenticatorModel model = key.model();
    return new HeldPasskey(
        key.factorId(),
        key.name(),
        key.addedAt(),
        known.lastUsedAt(),
        known.backedUp(),
        known.backupEligible() != key.backupEligible(),
        model == null ? null : model.description(),
        model == null ? null : model.certified());
  }

  /**
   * Begins to add a passkey.
   *
   * @throws Problem {@code confirmation_needed}, {@code too_many_factors}
   */
  PasskeyQuestion beginPasskey(SignedIn me, PasskeySite site) {
    stepUp.require(me, SensitiveAct.CHANGE_FACTOR);
    return passkeys.toAdd(me, site);
  }

  /**
   * Adds a passkey.
   *
   * @param challenge of the question
   * @param credential what the browser answered, as JSON
   * @param name what the person calls it; when it is empty, the make of the authenticator
   * @return the session goes on under another token, with this proof
   * @throws Problem {@code confirmation_needed}, {@code passkey_refused}, {@code
   *     authenticator_unknown}, {@code authenticator_unsafe}, {@code invalid_fields}, {@code
   *     too_many_factors}
   */
  Sessions.Opened addPasskey(
      SignedIn me, String challenge, String credential, String name, PasskeySite site) {
    stepUp.require(me, SensitiveAct.CHANGE_FACTOR);
    String entered = name.isBlank() ? "" : FactorName.of(name);
    PasskeyVerifier.Made made = passkeys.made(me, challenge, credential, site);
    String called = FactorName.of(entered, made.model());
    UUID factorId = ids.next();
    Instant now = clock.instant();
    Passkey key =
        new Passkey(
            factorId,
            called,
            made.credentialId(),
            made.attested(),
            made.transports(),
            made.backupEligible(),
            now,
            made.model());
    writer.change(
        me.subject(),
        held -> {
          Passkeys.requireRoom(held);
          return new FactorWriter.Change(
              held.with(key),
              null,
              () -> {
                if (!store.insert(made, factorId, me.subject(), now)) {
                  throw Problem.of(IdentityProblem.PASSKEY_REFUSED);
                }
                news.added(me.subject(), Letter.Factor.PASSKEY);
              });
        });
    return sessions.renew(me, Proofs.at(now, Proof.PASSKEY));
  }

  /**
   * Gives a passkey another name.
   *
   * @throws Problem {@code not_found}, {@code invalid_fields}
   */
  public void renamePasskey(SignedIn me, UUID factorId, String name) {
    String called = FactorName.of(name);
    writer.change(
        me.subject(),
        held -> {
          requireHeld(held, factorId);
          return new FactorWriter.Change(
              held.changed(factorId, key -> key.called(called)), null, () -> {});
        });
  }

  /**
   * Removes a passkey; the last one only while there is an authenticator app.
   *
   * @throws Problem {@code confirmation_needed}, {@code not_found}, {@code last_factor}
   */
  public void removePasskey(SignedIn me, UUID factorId) {
    stepUp.require(me, SensitiveAct.CHANGE_FACTOR);
    writer.change(
        me.subject(),
        held -> {
          requireHeld(held, factorId);
          if (held.passkeys().size() == 1 && !credentials.hasAuthenticator(me.subject(), held)) {
            throw Problem.of(IdentityProblem.LAST_FACTOR);
          }
          return new FactorWriter.Change(
              held.without(factorId),
              null,
              () -> {
                store.remove(me.subject(), factorId);
                sessions.forgetProof(me, Proof.PASSKEY);
                news.removed(me.subject(), Letter.Factor.PASSKEY);
              });
        });
  }

  private static void requireHeld(HeldFactors held, UUID factorId) {
    if (held.passkey(factorId).isEmpty()) {
      throw Problem.of(CommonProblem.NOT_FOUND);
    }
  }

  /**
   * Makes new recovery codes; earlier ones are worth nothing from then on.
   *
   * @return the codes as they are shown, for the only time
   * @throws Problem {@code confirmation_needed}
   */
  public List<String> makeRecoveryCodes(SignedIn me) {
    stepUp.require(me, SensitiveAct.CHANGE_FACTOR);
    List<RecoveryCode> codes =
        Stream.generate(() -> RecoveryCode.random(randomness)).limit(RECOVERY_CODES).toList();
    List<byte[]> macs = new ArrayList<>();
    codes.forEach(code -> macs.add(Credentials.mac(credentials.keyOf(me.subject()), code)));
    transaction.executeWithoutResult(_ -> {
      store.replaceRecoveryCodes(me.subject(), macs, clock.instant());
      news.added(me.subject(), Letter.Factor.RECOVERY_CODES);
    });
    return codes.stream().map(RecoveryCode::shown).toList();
  }

  /**
   * Makes all recovery codes worthless.
   *
   * @throws Problem {@code confirmation_needed}, {@code not_found}
   */
  public void removeRecoveryCodes(SignedIn me) {
    stepUp.require(me, SensitiveAct.CHANGE_FACTOR);
    transaction.executeWithoutResult(_ -> {
      if (store.removeRecoveryCodes(me.subject()) == 0) {
        throw Problem.of(CommonProblem.NOT_FOUND);
      }
      news.removed(me.subject(), Letter.Factor.RECOVERY_CODES);
    });
  }
}
