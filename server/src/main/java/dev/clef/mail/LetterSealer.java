package dev.clef.mail;

import dev.clef.keys.Envelope;
import dev.clef.keys.EnvelopeContext;
import dev.clef.keys.KeysProperties;
import dev.clef.keys.PersonKey;
import dev.clef.keys.ServiceKeyKind;
import dev.clef.keys.ServiceKeys;
import dev.clef.subject.SubjectId;
import dev.clef.subject.Tenant;
import dev.clef.vault.Access;
import dev.clef.vault.Vault;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * Seals what is in a letter: under the key of its person, by the vault, which logs every opening;
 * or under a key of the service for somebody who has no account, bound to the letter.
 */
final class LetterSealer {

  /** Part of every ciphertext: never rename it. */
  private static final String FIELD = "letter";

  private static final String TENANT = Tenant.DEFAULT.id();

  private final Vault vault;
  private final Envelope envelope;
  private final ServiceKeys keys;
  private final String region;

  LetterSealer(Vault vault, Envelope envelope, ServiceKeys keys, KeysProperties properties) {
    this.vault = vault;
    this.envelope = envelope;
    this.keys = keys;
    this.region = properties.region();
  }

  byte[] seal(PersonKey key, UUID letterId, byte[] content) {
    return vault.seal(key, FIELD, letterId.toString(), content);
  }

  byte[] open(SubjectId subject, UUID letterId, byte[] sealed, Access access) {
    String record = letterId.toString();
    return Objects.requireNonNull(
        vault.open(subject, FIELD, Map.of(record, sealed), access).get(record), "opened");
  }

  byte[] sealForStranger(UUID letterId, byte[] content) {
    return envelope.seal(keys.get(ServiceKeyKind.MAIL, TENANT), context(letterId), content);
  }

  byte[] openForStranger(UUID letterId, byte[] sealed) {
    return envelope.open(keys.get(ServiceKeyKind.MAIL, TENANT, sealed), context(letterId), sealed);
  }

  private EnvelopeContext context(UUID letterId) {
    return new EnvelopeContext(region, TENANT, letterId, FIELD, 1);
  }
}
