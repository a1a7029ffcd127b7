package dev.clef.keys.pkcs11;

import dev.clef.keys.Custody;
import dev.clef.keys.EnvelopeRejected;
import dev.clef.keys.KeyCustodian;
import dev.clef.keys.KeyUnavailable;
import dev.clef.keys.WrappedKey;
import dev.clef.keys.WrappingKeyId;
import dev.clef.platform.Randomness;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Wrapping keys that live in a token and never leave it: AES-256, sensitive, not extractable. The
 * token wraps and unwraps by AES-GCM; what it makes has the format of {@link WrappedKey}.
 */
public final class Pkcs11KeyCustodian implements KeyCustodian {

  private static final int KEY_BYTES = 32;

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
   * @throws IllegalStateException when module, token or PIN are not right, with what to look at
   */
  public Pkcs11KeyCustodian(
      Path library,
      String tokenLabel,
      Supplier<byte[]> pin,
      String prefix,
      int sessions,
      Mechanisms mechanisms,
      Randomness randomness) {
    this.token = new Token(Cryptoki.of(library), tokenLabel, pin, sessions);
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
        token.with(session -> session.encrypt(key(session, id), mechanisms, iv, context, keyBytes));
    return WrappedKey.of(iv, encrypted);
  }

  @Override
  public byte[] unwrap(WrappingKeyId id, byte[] context, byte[] wrapped) {
    byte[] iv = WrappedKey.iv(wrapped);
    byte[] encrypted = WrappedKey.encrypted(wrapped);
    try {
      return token.with(
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
