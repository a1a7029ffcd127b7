package dev.clef.identity;

import dev.clef.identity.credentials.HeldFactors;
import dev.clef.keys.PersonKey;
import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.Problem;
import dev.clef.subject.SubjectId;
import dev.clef.vault.Access;
import dev.clef.vault.FieldValue;
import dev.clef.vault.FieldValue.Origin;
import dev.clef.vault.Fields;
import dev.clef.vault.Fields.Profile;
import dev.clef.vault.Overtaken;
import dev.clef.vault.Vault;
import dev.clef.vault.VaultWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads and changes what the vault holds of somebody's factors. Thread-safe. */
final class FactorWriter {

  private static final Logger LOG = LoggerFactory.getLogger(FactorWriter.class);
  private static final int ATTEMPTS = 4;

  private final Vault vault;
  private final VaultWriter writer;

  FactorWriter(Vault vault, VaultWriter writer) {
    this.vault = vault;
    this.writer = writer;
  }

  /**
   * A change.
   *
   * @param factors what is held from now on
   * @param totpSecret the new secret of the authenticator app, empty for none; null: as it was
   * @param alongside what else is written, in the same transaction
   */
  record Change(HeldFactors factors, byte @Nullable [] totpSecret, Runnable alongside) {}

  /**
   * What the service needs to know for a check.
   *
   * @param version of the field, 0 when nothing was held yet
   * @param userHandle what authenticators know the person by: 32 bytes, never their name
   */
  record Seen(HeldFactors factors, long version, byte[] userHandle) {}

  Seen read(SubjectId subject) {
    return vault.use(
        subject,
        Set.of(Fields.FACTORS),
        Access.authentication(),
        (held, owed) -> new Seen(held(held), version(held), userHandle(owed.key())));
  }

  /**
   * What the person calls themselves, for authenticators to show; logged as a look of their own.
   */
  String nameOf(SubjectId subject) {
    return vault
        .read(subject, Set.of(Profile.USERNAME.field()), Access.listener(subject))
        .values()
        .stream()
        .map(FieldValue::text)
        .findFirst()
        .orElse("");
  }

  /**
   * What is held.
   *
   * @throws Problem {@code data_unreadable} when a later version wrote it
   */
  static HeldFactors held(Map<String, FieldValue> values) {
    FieldValue value = values.get(Fields.FACTORS);
    try {
      return value == null ? HeldFactors.NONE : HeldFactors.parse(value.bytes());
    } catch (IllegalArgumentException later) {
      LOG.warn("Factors cannot be read: was the server that wrote them a later version?");
      throw Problem.of(IdentityProblem.DATA_UNREADABLE);
    }
  }

  private static long version(Map<String, FieldValue> values) {
    FieldValue value = values.get(Fields.FACTORS);
    return value == null ? 0 : value.version();
  }

  /** The same for all keys of a person, and nothing that means anything elsewhere. */
  static byte[] userHandle(PersonKey key) {
    return key.commit("clef-passkey-user".getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Changes somebody's factors. {@code change} is asked again when another change came first, so it
   * has no effects of its own.
   *
   * @throws Problem {@code unavailable} when others are always first
   */
  void change(SubjectId subject, Function<HeldFactors, Change> change) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Seen seen = read(subject);
      Change wanted = change.apply(seen.factors());
      Map<String, byte[]> values = new HashMap<>();
      values.put(Fields.FACTORS, wanted.factors().storage());
      if (wanted.totpSecret() != null) {
        values.put(Fields.TOTP_SECRET, wanted.totpSecret());
      }
      try {
        writer.writeOver(
            subject,
            Map.of(Fields.FACTORS, seen.version()),
            new VaultWriter.Change(values, List.of(), Origin.PERSON),
            Access.authentication(),
            wanted.alongside());
        return;
      } catch (Overtaken again) {
        // What was changed meanwhile is read anew.
      }
    }
    throw Problem.of(CommonProblem.UNAVAILABLE);
  }
}
