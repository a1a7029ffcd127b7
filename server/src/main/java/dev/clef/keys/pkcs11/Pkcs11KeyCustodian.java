package dev.clef.keys.pkcs11;

import dev.clef.keys.Custody;
import dev.clef.keys.EnvelopeRejected;
import dev.clef.keys.KeyCustodian;
import dev.clef.keys.KeyUnavailable;
import dev.clef.keys.SigningKeyId;
import dev.clef.keys.WrappedKey;
import dev.clef.keys.WrappingKeyId;
import dev.clef.platform.Randomness;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wrapping keys that live in a token and never leave it: AES-256, sensitive, not extractable. The
 * token wraps and unwraps by AES-GCM; what it makes has the format of {@link WrappedKey}.
 */
public final class Pkcs11KeyCustodian implements KeyCustodian {

  private static final Logger log = LoggerFactory.getLogger(Pkcs11KeyCustodian.class);
  private static final int KEY_BYTES = 32;
  private static final byte[] PROBE = "clef-signing-probe-v1".getBytes(StandardCharsets.US_ASCII);

  private final Token token;
  private final Mechanisms mechanisms;
  private final String prefix;
  private final Randomness randomness;

  /**
   * Opens a token.
   *
   * @param library the PKCS#11 module of the vendor
   * @param tokenLabel which of its tokens
   * @param pin gives the PIN of its user; the array is wiped after each login
   * @param prefix in front of the label of every key, so that deployments can share a token
   * @param sessions how many calls the token gets at once
   * @param mayBeAway whether the token may come later; else it has to be there now
   * @throws IllegalStateException when module, token or PIN are not right, with what to look at
   */
  public Pkcs11KeyCustodian(
      Path library,
      String tokenLabel,
      Supplier<byte[]> pin,
      String prefix,
      int sessions,
      Mechanisms mechanisms,
      boolean mayBeAway,
      Randomness randomness) {
    this.token = new Token(Cryptoki.of(library), tokenLabel, pin, sessions, mayBeAway);
    this.mechanisms = mechanisms;
    this.prefix = prefix;
    this.randomness = randomness;
  }

  @Override
  public Custody custody() {
    return Custody.HSM;
  }

  @Override
  public void create(WrappingKeyId id) {
    token.with(session -> {
      if (token.key(session, label(id)) == null) {
        session.generate(label(id), mechanisms);
      }
      return true;
    });
  }

  @Override
  public void destroy(WrappingKeyId id) {
    token.with(session -> {
      session.find(label(id)).forEach(session::destroy);
      token.forget(label(id));
      return true;
    });
  }

  @Override
  public boolean holds(WrappingKeyId id) {
    return token.with(session -> !session.find(label(id)).isEmpty());
  }

  @Override
  public Set<WrappingKeyId.Regional> regionalKeys() {
    return token.with(Session::labels).stream()
        .filter(label -> label.startsWith(prefix))
        .map(label -> WrappingKeyId.Regional.parse(label.substring(prefix.length())))
        .flatMap(Optional::stream)
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public byte[] wrap(WrappingKeyId id, byte[] context, byte[] keyBytes) {
    byte[] iv = randomness.bytes(WrappedKey.IV_BYTES);
    byte[] encrypted =
        token.withKey(
            session -> session.encrypt(key(session, id), mechanisms, iv, context, keyBytes));
    return WrappedKey.of(iv, encrypted);
  }

  @Override
  public byte[] unwrap(WrappingKeyId id, byte[] context, byte[] wrapped) {
    byte[] iv = WrappedKey.iv(wrapped);
    byte[] encrypted = WrappedKey.encrypted(wrapped);
    try {
      return token.withKey(
          session -> session.decrypt(key(session, id), mechanisms, iv, context, encrypted));
    } catch (CryptokiException e) {
      if (e.is(CryptokiException.ENCRYPTED_DATA_INVALID)
          || e.is(CryptokiException.ENCRYPTED_DATA_LEN_RANGE)) {
        throw new EnvelopeRejected();
      }
      if (e.isVagueRefusal()) {
        wrap(id, context, new byte[KEY_BYTES]); // fails when it is the token that is unwell
        throw new EnvelopeRejected();
      }
      throw e;
    }
  }

  @Override
  public Optional<byte[]> createSigning(SigningKeyId id) {
    String label = prefix + id.label();
    try {
      return Optional.of(
          token.with(session -> {
            if (session.findEd25519(Template.CKO_PRIVATE_KEY, label).isEmpty()) {
              session.generateEd25519(label, mechanisms);
            }
            byte[] publicKey = session.ed25519PublicKey(only(session, label));
            requirePair(session, label, publicKey);
            return publicKey;
          }));
    } catch (CryptokiException e) {
      if (e.is(CryptokiException.MECHANISM_INVALID)) {
        log.warn("this token cannot sign with Ed25519: signing keys are kept under the root key");
        return Optional.empty();
      }
      throw e;
    }
  }

  private static long only(Session session, String label) {
    List<Long> found = session.findEd25519(Template.CKO_PUBLIC_KEY, label);
    if (found.size() != 1) {
      throw new IllegalStateException(
          "the token holds " + found.size() + " public keys labelled " + label);
    }
    return found.getFirst();
  }

  /** A key whose signatures nobody can check must not sign anything. */
  private void requirePair(Session session, String label, byte[] publicKey) {
    byte[] signature =
        session.signEd25519(
            session.findEd25519(Template.CKO_PRIVATE_KEY, label).getFirst(), mechanisms, PROBE);
    Ed25519Signer verifier = new Ed25519Signer();
    verifier.init(false, new Ed25519PublicKeyParameters(publicKey));
    verifier.update(PROBE, 0, PROBE.length);
    if (!verifier.verifySignature(signature)) {
      throw new IllegalStateException("what " + label + " signs does not verify");
    }
  }

  @Override
  public byte[] sign(SigningKeyId id, byte[] message) {
    String label = prefix + id.label();
    return token.withKey(session -> {
      List<Long> keys = session.findEd25519(Template.CKO_PRIVATE_KEY, label);
      if (keys.size() != 1) {
        throw new KeyUnavailable("no key " + id.label() + " in this token");
      }
      return session.signEd25519(keys.getFirst(), mechanisms, message);
    });
  }

  @Override
  public void destroySigning(SigningKeyId id) {
    String label = prefix + id.label();
    token.with(session -> {
      for (long keyClass : new long[] {Template.CKO_PRIVATE_KEY, Template.CKO_PUBLIC_KEY}) {
        session.findEd25519(keyClass, label).forEach(session::destroy);
      }
      return true;
    });
  }

  private long key(Session session, WrappingKeyId id) {
    Long key = token.key(session, label(id));
    if (key == null) {
      throw new KeyUnavailable("no key " + id.label() + " in this token");
    }
    return key;
  }

  private String label(WrappingKeyId id) {
    return prefix + id.label();
  }
}
