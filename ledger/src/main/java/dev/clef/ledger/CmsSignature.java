package dev.clef.ledger;

import dev.clef.ledger.TimeStampRefused.Reason;
import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;

/**
 * A signature value and how it was made.
 *
 * @param name of the JDK's algorithm
 * @param parameters of RSASSA-PSS (RFC 4055 §3.1) in DER; empty for the others
 */
record CmsSignature(String name, Bytes parameters, Bytes value) {

  private static final String PSS = "RSASSA-PSS";

  /** Reads the identifier of the algorithm; {@code digest} is the signer's. */
  static CmsSignature of(Der identifier, String digest, byte[] value) {
    Der.Fields fields = identifier.sequence();
    String name =
        switch (fields.take(Der.OID).oid()) {
          case "1.2.840.113549.1.1.1" -> digest.replace("-", "") + "withRSA";
          case "1.2.840.113549.1.1.11" -> "SHA256withRSA";
          case "1.2.840.113549.1.1.12" -> "SHA384withRSA";
          case "1.2.840.113549.1.1.13" -> "SHA512withRSA";
          case "1.2.840.10045.4.3.2" -> "SHA256withECDSA";
          case "1.2.840.10045.4.3.3" -> "SHA384withECDSA";
          case "1.2.840.10045.4.3.4" -> "SHA512withECDSA";
          case "1.3.101.112" -> "Ed25519";
          case "1.2.840.113549.1.1.10" -> PSS;
          default -> throw unsupported("signature");
        };
    byte[] parameters =
        name.equals(PSS) ? fields.take(Der.SEQUENCE).encoded() : Bytes.EMPTY.toArray();
    if (name.equals(PSS)) {
      requireDigest(parameters, digest);
    }
    return new CmsSignature(name, Bytes.wrap(parameters), Bytes.wrap(value));
  }

  /** False for every reason a signature can be wrong. */
  boolean verifies(PublicKey key, byte[] message) {
    try {
      Signature signature = Signature.getInstance(name);
      if (name.equals(PSS)) {
        signature.setParameter(pss(parameters.toArray()));
      }
      signature.initVerify(key);
      signature.update(message);
      return signature.verify(value.toArray());
    } catch (GeneralSecurityException | IOException e) {
      return false;
    }
  }

  /** RFC 4055 §3.1: both digests are the signer's; where none is named, SHA-1 is meant. */
  private static void requireDigest(byte[] parameters, String digest) {
    try {
      PSSParameterSpec pss = pss(parameters);
      if (!pss.getDigestAlgorithm().equals(digest)
          || !(pss.getMGFParameters() instanceof MGF1ParameterSpec mask)
          || !mask.getDigestAlgorithm().equals(digest)) {
        throw unsupported("signature");
      }
    } catch (GeneralSecurityException | IOException e) {
      throw new MalformedException("the parameters of a signature are malformed");
    }
  }

  private static PSSParameterSpec pss(byte[] parameters)
      throws GeneralSecurityException, IOException {
    AlgorithmParameters read = AlgorithmParameters.getInstance(PSS);
    read.init(parameters);
    return read.getParameterSpec(PSSParameterSpec.class);
  }

  /** The JDK's name of a digest that is not broken. */
  static String digestName(String oid) {
    return switch (oid) {
      case "2.16.840.1.101.3.4.2.1" -> "SHA-256";
      case "2.16.840.1.101.3.4.2.2" -> "SHA-384";
      case "2.16.840.1.101.3.4.2.3" -> "SHA-512";
      default -> throw unsupported("digest");
    };
  }

  static byte[] digest(String name, byte[] message) {
    try {
      return MessageDigest.getInstance(name).digest(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + name, e);
    }
  }

  private static TimeStampRefused unsupported(String what) {
    return new TimeStampRefused(
        Reason.UNSUPPORTED, "the token uses a " + what + " algorithm that is broken or unknown");
  }
}
