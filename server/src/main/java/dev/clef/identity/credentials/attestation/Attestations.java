package dev.clef.identity.credentials.attestation;

import dev.clef.identity.credentials.attestation.AttestationRefused.Why;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Holds what an authenticator states of itself against the metadata. Thread-safe.
 *
 * @param policy what is asked
 * @param metadata the file as it is now; empty when none is given
 */
public record Attestations(
    AttestationPolicy policy, Supplier<Optional<Metadata>> metadata, Clock clock) {

  /** What an authenticator states, once its signature was found to be right. */
  public sealed interface Statement {

    /** By its model, with the certificates it shows; none when it proves nothing. */
    record ByModel(UUID aaguid, List<X509Certificate> chain) implements Statement {

      public ByModel {
        chain = List.copyOf(chain);
      }
    }

    /**
     * By the key of its certificate, as U2F does.
     *
     * @param identifier SHA-1 of the key, in hex
     */
    record ByKey(String identifier, List<X509Certificate> chain) implements Statement {

      public ByKey {
        chain = List.copyOf(chain);
      }
    }

    List<X509Certificate> chain();
  }

  /** Nobody is asked what they are. */
  public static Attestations none(Clock clock) {
    return new Attestations(AttestationPolicy.IGNORE, Optional::empty, clock);
  }

  /** Whether authenticators are asked to say what they are. */
  public boolean asks() {
    return policy != AttestationPolicy.IGNORE;
  }

  /**
   * What is proven of a new authenticator (WebAuthn Level 3 §7.1, steps 23 and 24).
   *
   * @return empty when it proves nothing and need not
   * @throws AttestationRefused when it is not taken
   */
  public Optional<AuthenticatorModel> judge(Statement statement) {
    List<X509Certificate> chain = statement.chain();
    Optional<MetadataEntry> known = metadata.get().flatMap(all -> entry(all, statement));
    if (known.filter(entry -> entry.isUnsafe(chain)).isPresent()) {
      throw new AttestationRefused(Why.UNSAFE);
    }
    if (known.isEmpty() || chain.isEmpty()) {
      if (policy == AttestationPolicy.REQUIRE) {
        throw new AttestationRefused(Why.UNKNOWN);
      }
      return Optional.empty();
    }
    MetadataEntry entry = known.get();
    if (!CertificateChains.leads(chain, entry.roots(), clock.instant())) {
      throw new AttestationRefused(Why.FORGED);
    }
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    return Optional.of(new AuthenticatorModel(entry.description(), entry.certified(today)));
  }

  private static Optional<MetadataEntry> entry(Metadata all, Statement statement) {
    return switch (statement) {
      case Statement.ByModel model -> all.model(model.aaguid());
      case Statement.ByKey key -> all.key(key.identifier());
    };
  }
}
