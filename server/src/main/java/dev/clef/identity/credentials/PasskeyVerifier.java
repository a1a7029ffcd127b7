package dev.clef.identity.credentials;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.AttestedCredentialDataConverter;
import com.webauthn4j.converter.exception.DataConversionException;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationData;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.AuthenticatorTransport;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.attestation.AttestationObject;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.authenticator.AuthenticatorData;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.attestation.statement.CertificateBaseAttestationStatement;
import com.webauthn4j.data.attestation.statement.FIDOU2FAttestationStatement;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.server.ServerProperty;
import com.webauthn4j.util.exception.WebAuthnException;
import com.webauthn4j.verifier.attestation.statement.androidkey.AndroidKeyAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.statement.apple.AppleAnonymousAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.statement.none.NoneAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.statement.packed.PackedAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.statement.tpm.TPMAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.statement.u2f.FIDOU2FAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.trustworthiness.certpath.DefaultCertPathTrustworthinessVerifier;
import com.webauthn4j.verifier.attestation.trustworthiness.certpath.NullCertPathTrustworthinessVerifier;
import com.webauthn4j.verifier.attestation.trustworthiness.self.NullSelfAttestationTrustworthinessVerifier;
import com.webauthn4j.verifier.exception.BadAlgorithmException;
import com.webauthn4j.verifier.exception.BadChallengeException;
import com.webauthn4j.verifier.exception.BadOriginException;
import com.webauthn4j.verifier.exception.BadRpIdException;
import com.webauthn4j.verifier.exception.BadTopOriginException;
import com.webauthn4j.verifier.exception.CrossOriginException;
import com.webauthn4j.verifier.exception.MaliciousCounterValueException;
import com.webauthn4j.verifier.exception.MissingChallengeException;
import com.webauthn4j.verifier.exception.NotAllowedAlgorithmException;
import com.webauthn4j.verifier.exception.NotAllowedCredentialIdException;
import com.webauthn4j.verifier.exception.UserNotPresentException;
import com.webauthn4j.verifier.exception.UserNotVerifiedException;
import dev.clef.identity.credentials.PasskeyRefused.Why;
import dev.clef.identity.credentials.attestation.AttestationRefused;
import dev.clef.identity.credentials.attestation.Attestations;
import dev.clef.identity.credentials.attestation.AuthenticatorModel;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Checks what authenticators answer (WebAuthn Level 3 §7.1 and §7.2): always that they checked who
 * holds them. Thread-safe.
 */
public final class PasskeyVerifier {

  /** ES256, EdDSA and RS256, in the order we like them (IANA COSE Algorithms). */
  public static final List<Long> ALGORITHMS = List.of(-7L, -8L, -257L);

  private static final List<PublicKeyCredentialParameters> ALLOWED =
      ALGORITHMS.stream()
          .map(code ->
              new PublicKeyCredentialParameters(
                  PublicKeyCredentialType.PUBLIC_KEY, COSEAlgorithmIdentifier.create(code)))
          .toList();

  private static final int MAX_TRANSPORTS = 8;

  private final ObjectConverter converter = new ObjectConverter();
  private final AttestedCredentialDataConverter attested =
      new AttestedCredentialDataConverter(converter);
  private final Attestations attestations;
  private final WebAuthnManager manager;

  /**
   * A verifier.
   *
   * @param attestations what is asked of authenticators besides their keys
   */
  public PasskeyVerifier(Attestations attestations) {
    this.attestations = attestations;
    this.manager =
        attestations.asks()
            ? thorough(converter)
            : WebAuthnManager.createNonStrictWebAuthnManager(converter);
  }

  /** Checks every statement of §8; where its certificates lead is looked at afterwards. */
  private static WebAuthnManager thorough(ObjectConverter converter) {
    return new WebAuthnManager(
        List.of(
            new NoneAttestationStatementVerifier(),
            new PackedAttestationStatementVerifier(),
            new FIDOU2FAttestationStatementVerifier(),
            new TPMAttestationStatementVerifier(),
            new AndroidKeyAttestationStatementVerifier(),
            new AppleAnonymousAttestationStatementVerifier()),
        new NullCertPathTrustworthinessVerifier(),
        new NullSelfAttestationTrustworthinessVerifier(),
        converter);
  }

  /** What browsers are asked for (§5.4.7): {@code none} hides from us what people use. */
  public String conveyance() {
    return attestations.asks() ? "direct" : "none";
  }

  /**
   * A key just made.
   *
   * @param credentialId as the authenticator calls it
   * @param attested model, identifier and public key
   * @param transports hints for the browser
   * @param model the make of the authenticator, when it was proven; else null
   */
  public record Made(
      byte[] credentialId,
      byte[] attested,
      List<String> transports,
      long counter,
      boolean backupEligible,
      boolean backedUp,
      @Nullable AuthenticatorModel model) {}

  /** An answer that was read and not yet checked: it says of itself which key it is of. */
  public static final class Answer {

    private final AuthenticationData data;
    private final byte[] credentialId;

    private Answer(AuthenticationData data, byte[] credentialId) {
      this.data = data;
      this.credentialId = credentialId;
    }

    public byte[] credentialId() {
      return credentialId.clone();
    }

    /** Whom the authenticator takes the key to be of; null when it does not say. */
    public byte @Nullable [] userHandle() {
      var handle = data.getUserHandle();
      return handle == null ? null : Arrays.copyOf(handle, handle.length);
    }

    @Override
    public String toString() {
      return "Answer[<redacted>]";
    }
  }

  /**
   * An answer that is right.
   *
   * @param counter how often the key says it was used; 0 when it does not count
   * @param backupEligible whether it may be copied, as it says now
   * @param backedUp whether it is copied
   */
  public record Used(long counter, boolean backupEligible, boolean backedUp) {}

  /**
   * Checks a new key.
   *
   * @param json the registration response (WebAuthn §5.1, {@code RegistrationResponseJSON})
   * @throws PasskeyRefused when it is not one, not for this site, or not to this challenge
   */
  public Made made(String json, byte[] challenge, PasskeySite site) {
    return checked(() -> {
      RegistrationData data = manager.parseRegistrationResponseJSON(json);
      manager.verify(data, new RegistrationParameters(server(challenge, site), ALLOWED, true));
      AuthenticatorData<?> authenticator =
          present(data.getAttestationObject()).getAuthenticatorData();
      AttestedCredentialData key = present(authenticator.getAttestedCredentialData());
      Set<AuthenticatorTransport> transports = data.getTransports();
      return new Made(
          key.getCredentialId(),
          attested.convert(key),
          transports == null
              ? List.of()
              : transports.stream()
                  .map(AuthenticatorTransport::getValue)
                  .filter(one -> one.matches("[a-z-]{1,20}"))
                  .sorted()
                  .limit(MAX_TRANSPORTS)
                  .toList(),
          authenticator.getSignCount(),
          authenticator.isFlagBE(),
          authenticator.isFlagBS(),
          attestations.asks()
              ? model(present(data.getAttestationObject()), key).orElse(null)
              : null);
    });
  }

  private Optional<AuthenticatorModel> model(
      AttestationObject attestation, AttestedCredentialData key) {
    List<X509Certificate> chain =
        attestation.getAttestationStatement() instanceof CertificateBaseAttestationStatement shown
                && shown.getX5c() != null
            ? List.copyOf(shown.getX5c())
            : List.of();
    if (attestation.getAttestationStatement() instanceof FIDOU2FAttestationStatement) {
      byte[] identifier =
          DefaultCertPathTrustworthinessVerifier.extractSubjectKeyIdentifier(chain.getFirst());
      return attestations.judge(
          new Attestations.Statement.ByKey(HexFormat.of().formatHex(identifier), chain));
    }
    UUID aaguid = present(key.getAaguid().getValue());
    return attestations.judge(new Attestations.Statement.ByModel(aaguid, chain));
  }

  /**
   * Reads an answer.
   *
   * @param json the authentication response ({@code AuthenticationResponseJSON})
   * @throws PasskeyRefused {@code malformed}
   */
  public Answer read(String json) {
    return checked(() -> {
      AuthenticationData data = manager.parseAuthenticationResponseJSON(json);
      var credentialId = data.getCredentialId();
      if (credentialId == null) {
        throw new PasskeyRefused(Why.MALFORMED);
      }
      return new Answer(data, Arrays.copyOf(credentialId, credentialId.length));
    });
  }

  /**
   * Checks an answer with the key it is said to be of. A key that may be copied now and could not
   * at first, or the other way round, is no reason to lock somebody out: providers have changed
   * their minds; it is told to the caller.
   *
   * @param counter the last one seen
   * @throws PasskeyRefused when it is not to this challenge, for another site, or wrong
   */
  public Used check(Answer answer, Passkey key, long counter, byte[] challenge, PasskeySite site) {
    return checked(() -> {
      if (!Arrays.equals(answer.credentialId(), key.credentialId())) {
        throw new PasskeyRefused(Why.USER);
      }
      CredentialRecordImpl stored =
          new CredentialRecordImpl(
              null,
              true,
              null,
              null,
              counter,
              attested.convert(key.attested()),
              null,
              null,
              null,
              null);
      AuthenticationData data =
          manager.verify(
              answer.data,
              new AuthenticationParameters(
                  server(challenge, site), stored, List.of(key.credentialId()), true));
      AuthenticatorData<?> authenticator = present(data.getAuthenticatorData());
      return new Used(
          authenticator.getSignCount(), authenticator.isFlagBE(), authenticator.isFlagBS());
    });
  }

  private static <T> T present(@Nullable T part) {
    if (part == null) {
      throw new PasskeyRefused(Why.MALFORMED);
    }
    return part;
  }

  private static ServerProperty server(byte[] challenge, PasskeySite site) {
    return ServerProperty.builder()
        .origins(site.origins().stream().map(Origin::create).collect(Collectors.toSet()))
        .rpId(site.rpId())
        .challenge(new DefaultChallenge(challenge))
        .build();
  }

  private static <T> T checked(Supplier<T> check) {
    try {
      return check.get();
    } catch (PasskeyRefused refused) {
      throw refused;
    } catch (AttestationRefused refused) {
      throw new PasskeyRefused(
          switch (refused.why()) {
            case UNKNOWN -> Why.UNKNOWN_MODEL;
            case UNSAFE -> Why.UNSAFE_MODEL;
            case FORGED -> Why.ATTESTATION;
          });
    } catch (BadChallengeException | MissingChallengeException e) {
      throw new PasskeyRefused(Why.CHALLENGE);
    } catch (BadOriginException | BadTopOriginException | CrossOriginException e) {
      throw new PasskeyRefused(Why.ORIGIN);
    } catch (BadRpIdException e) {
      throw new PasskeyRefused(Why.RP_ID);
    } catch (UserNotVerifiedException | UserNotPresentException e) {
      throw new PasskeyRefused(Why.USER_NOT_VERIFIED);
    } catch (MaliciousCounterValueException e) {
      throw new PasskeyRefused(Why.COUNTER);
    } catch (NotAllowedAlgorithmException | BadAlgorithmException e) {
      throw new PasskeyRefused(Why.ALGORITHM);
    } catch (NotAllowedCredentialIdException e) {
      throw new PasskeyRefused(Why.USER);
    } catch (DataConversionException e) {
      throw new PasskeyRefused(Why.MALFORMED);
    } catch (WebAuthnException e) {
      throw new PasskeyRefused(Why.SIGNATURE);
    } catch (RuntimeException e) {
      // The library takes what it reads for complete: certificates and lists in them as well.
      throw new PasskeyRefused(Why.MALFORMED);
    }
  }
}
