package dev.clef.openid;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Public keys of others (RFC 7517), and what they signed (RFC 7515): P-256, Ed25519 and RSA, each
 * with the algorithms that belong to it. The key says which those are, never the signed text alone.
 */
final class PublicKeys {

  static final JWSAlgorithm EDDSA = JWSAlgorithm.EdDSA;

  private static final int MIN_RSA_BITS = 2048;

  /** More only costs the server time. */
  private static final int MAX_RSA_BITS = 4096;

  private static final int MAX_EXPONENT_BITS = 32;
  private static final int ED25519_BYTES = 32;

  private static final List<Integer> SMALL_PRIMES =
      IntStream.rangeClosed(3, 167)
          .filter(number -> BigInteger.valueOf(number).isProbablePrime(20))
          .boxed()
          .toList();

  /** What a SubjectPublicKeyInfo of Ed25519 begins with (RFC 8410 §4). */
  private static final byte[] ED25519_INFO = HexFormat.of().parseHex("302a300506032b6570032100");

  private PublicKeys() {}

  /** Whether a key is one we take: public, of a kind and a size that nobody forges with. */
  static boolean isFit(JWK key) {
    if (key.isPrivate()
        || (key.getKeyUse() != null && !key.getKeyUse().equals(KeyUse.SIGNATURE))
        || (key.getKeyOperations() != null && !key.getKeyOperations().contains(KeyOperation.VERIFY))
        || (key.getAlgorithm() != null
            && algorithms(key).stream().noneMatch(one -> one.equals(key.getAlgorithm())))) {
      return false;
    }
    return switch (key) {
      case ECKey point -> point.getCurve().equals(Curve.P_256);
      case OctetKeyPair pair ->
          pair.getCurve().equals(Curve.Ed25519) && pair.getDecodedX().length == ED25519_BYTES;
      case RSAKey rsa -> isStrong(rsa);
      default -> false;
    };
  }

  private static boolean isStrong(RSAKey rsa) {
    int bits = rsa.getModulus().decodeToBigInteger().bitLength();
    return bits >= MIN_RSA_BITS
        && bits <= MAX_RSA_BITS
        && rsa.getModulus().decodeToBigInteger().testBit(0)
        && rsa.getPublicExponent().decodeToBigInteger().bitLength() <= MAX_EXPONENT_BITS
        && rsa.getPublicExponent().decodeToBigInteger().bitLength() > 1
        && rsa.getPublicExponent().decodeToBigInteger().testBit(0)
        && !isOfBrokenChip(rsa.getModulus().decodeToBigInteger());
  }

  /**
   * Whether a modulus looks like those of chips whose primes are powers of 65537 modulo many small
   * primes (CVE-2017-15361): it can be factored. One other key in 2^150 looks like that too.
   */
  private static boolean isOfBrokenChip(BigInteger modulus) {
    return SMALL_PRIMES.stream().allMatch(prime -> isPowerOf65537(modulus, prime));
  }

  private static boolean isPowerOf65537(BigInteger modulus, int prime) {
    int wanted = modulus.mod(BigInteger.valueOf(prime)).intValue();
    int power = 1;
    do {
      if (power == wanted) {
        return true;
      }
      power = (int) ((power * 65_537L) % prime);
    } while (power != 1);
    return false;
  }

  private static Set<JWSAlgorithm> algorithms(JWK key) {
    return switch (key) {
      case ECKey _ -> Set.of(JWSAlgorithm.ES256);
      case OctetKeyPair _ -> Set.of(EDDSA);
      case RSAKey _ -> Set.of(JWSAlgorithm.PS256, JWSAlgorithm.RS256);
      default -> Set.of();
    };
  }

  /**
   * Whether {@code key} signed this.
   *
   * @param allowed of the algorithms that belong to the key
   */
  static boolean signed(JWSObject signed, JWK key, Set<JWSAlgorithm> allowed) {
    JWSAlgorithm algorithm = signed.getHeader().getAlgorithm();
    // RFC 7515 §4.1.11: whoever does not understand what is critical refuses.
    if (!allowed.contains(algorithm)
        || !algorithms(key).contains(algorithm)
        || (key.getAlgorithm() != null && !key.getAlgorithm().equals(algorithm))
        || signed.getHeader().getCriticalParams() != null
        || !isFit(key)) {
      return false;
    }
    try {
      return switch (key) {
        case ECKey point -> verify(signed, new ECDSAVerifier(point));
        case RSAKey rsa -> verify(signed, new RSASSAVerifier(rsa));
        case OctetKeyPair pair -> verify(signed, pair);
        default -> false;
      };
    } catch (JOSEException | GeneralSecurityException e) {
      return false;
    }
  }

  private static boolean verify(JWSObject signed, JWSVerifier verifier) throws JOSEException {
    return signed.verify(verifier);
  }

  /** By the JDK: the library would need another one for this curve. */
  private static boolean verify(JWSObject signed, OctetKeyPair pair)
      throws GeneralSecurityException {
    ByteArrayOutputStream info = new ByteArrayOutputStream();
    info.writeBytes(ED25519_INFO);
    info.writeBytes(pair.getDecodedX());
    Signature verifier = Signature.getInstance("Ed25519");
    verifier.initVerify(
        KeyFactory.getInstance("Ed25519")
            .generatePublic(new X509EncodedKeySpec(info.toByteArray())));
    verifier.update(signed.getSigningInput());
    return verifier.verify(signed.getSignature().decode());
  }
}
