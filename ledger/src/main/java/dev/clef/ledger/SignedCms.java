package dev.clef.ledger;

import dev.clef.ledger.TimeStampRefused.Reason;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Signed data (RFC 5652 §5) as time-stamp tokens use it: one signer, signed attributes, the content
 * inside.
 *
 * @param content what is signed, by way of its digest
 * @param type of the content
 * @param certificates every one that came along
 * @param signer the certificate of the one signer
 * @param digest name of the digest of the content
 * @param attributes the signed attributes by type, each the one value it has
 * @param signed what the signature is over: the attributes as a SET
 */
record SignedCms(
    byte[] content,
    String type,
    List<X509Certificate> certificates,
    X509Certificate signer,
    String digest,
    Map<String, Der> attributes,
    byte[] signed,
    CmsSignature signature) {

  private static final String SIGNED_DATA = "1.2.840.113549.1.7.2";
  private static final String CONTENT_TYPE = "1.2.840.113549.1.9.3";
  private static final String MESSAGE_DIGEST = "1.2.840.113549.1.9.4";
  private static final String SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.12";
  private static final String SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47";

  /** Reads a ContentInfo whose content is signed data of this type. */
  static SignedCms of(Der contentInfo, String type) {
    Der.Fields info = contentInfo.sequence();
    requireType(info.take(Der.OID), SIGNED_DATA);
    Der.Fields data = info.take(Der.CONTEXT_0).inner().sequence();
    info.end();
    requireVersion(data, 3); // §5.1: the content is not plain data
    List<Der> digests = data.take(Der.SET).children();
    Der.Fields encapsulated = data.take(Der.SEQUENCE).sequence();
    requireType(encapsulated.take(Der.OID), type);
    byte[] content = encapsulated.take(Der.CONTEXT_0).inner().require(Der.OCTETS).bytes();
    encapsulated.end();
    List<X509Certificate> certificates =
        data.has(Der.CONTEXT_0) ? certificates(data.take(Der.CONTEXT_0)) : List.of();
    data.skip(Der.CONTEXT_1); // revocation lists
    List<Der> signers = data.take(Der.SET).children();
    data.end();
    if (signers.size() != 1) {
      throw new MalformedException("a token has one signer");
    }
    SignedCms cms = of(signers.getFirst().sequence(), content, type, certificates);
    if (digests.stream()
        .noneMatch(one -> CmsSignature.digestName(algorithm(one)).equals(cms.digest))) {
      throw new MalformedException("a token does not announce the digest of its signer");
    }
    return cms;
  }

  /** SignerInfo (§5.3). */
  private static SignedCms of(
      Der.Fields info, byte[] content, String type, List<X509Certificate> certificates) {
    BigInteger version = info.take(Der.INTEGER).integer();
    Der identifier = info.take();
    if (!version.equals(BigInteger.valueOf(identifier.is(Der.PRIMITIVE_0) ? 3 : 1))) {
      throw new MalformedException("a signer of another version");
    }
    X509Certificate signer = SignerCertificate.find(identifier, certificates);
    String digest = CmsSignature.digestName(algorithm(info.take(Der.SEQUENCE)));
    Der attributes = info.take(Der.CONTEXT_0);
    CmsSignature signature =
        CmsSignature.of(info.take(Der.SEQUENCE), digest, info.take(Der.OCTETS).bytes());
    info.skip(Der.CONTEXT_1); // unsigned attributes
    info.end();
    return new SignedCms(
        content,
        type,
        certificates,
        signer,
        digest,
        values(attributes),
        attributes.encodedAs(Der.SET),
        signature);
  }

  /**
   * That the content is what the signer signed, and with this certificate (RFC 5652 §5.4, RFC 5816
   * §2.2.1).
   *
   * @throws TimeStampRefused with the first step that fails
   */
  void check() {
    requireType(attribute(CONTENT_TYPE), type);
    byte[] digested = attribute(MESSAGE_DIGEST).require(Der.OCTETS).bytes();
    if (!MessageDigest.isEqual(digested, CmsSignature.digest(digest, content))) {
      throw new TimeStampRefused(Reason.ALTERED, "the content of the token is not what was signed");
    }
    requireCertificate();
    if (!signature.verifies(signer.getPublicKey(), signed)) {
      throw new TimeStampRefused(
          Reason.WRONG_SIGNATURE, "the signature of the token is not by its certificate");
    }
  }

  /** RFC 5035 §3 and §4: the first certificate named is the signer's. */
  private void requireCertificate() {
    boolean newer = attributes.containsKey(SIGNING_CERTIFICATE_V2);
    Der named = attribute(newer ? SIGNING_CERTIFICATE_V2 : SIGNING_CERTIFICATE);
    Der.Fields id = named.sequence().take(Der.SEQUENCE).sequence().take(Der.SEQUENCE).sequence();
    String name = newer ? "SHA-256" : "SHA-1";
    if (newer && id.has(Der.SEQUENCE)) {
      name = CmsSignature.digestName(algorithm(id.take(Der.SEQUENCE)));
    }
    byte[] hash = id.take(Der.OCTETS).bytes();
    if (!MessageDigest.isEqual(
        hash, CmsSignature.digest(name, SignerCertificate.encoded(signer)))) {
      throw new TimeStampRefused(
          Reason.WRONG_CERTIFICATE, "the token was signed for another certificate");
    }
  }

  private Der attribute(String name) {
    Der value = attributes.get(name);
    if (value == null) {
      throw new MalformedException("a signed attribute is missing: " + name);
    }
    return value;
  }

  private static Map<String, Der> values(Der set) {
    Map<String, Der> values = new HashMap<>();
    for (Der attribute : set.children()) {
      Der.Fields fields = attribute.sequence();
      String name = fields.take(Der.OID).oid();
      List<Der> value = fields.take(Der.SET).children();
      fields.end();
      if (value.size() != 1 || values.put(name, value.getFirst()) != null) {
        throw new MalformedException("a signed attribute has more than one value");
      }
    }
    return values;
  }

  private static List<X509Certificate> certificates(Der set) {
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (Der one : set.children()) {
        if (one.is(Der.SEQUENCE)) { // other kinds have other tags
          certificates.add(
              (X509Certificate)
                  factory.generateCertificate(new ByteArrayInputStream(one.encoded())));
        }
      }
    } catch (GeneralSecurityException e) {
      throw new MalformedException("a certificate in the token is malformed");
    }
    return certificates;
  }

  private static String algorithm(Der identifier) {
    return identifier.sequence().take(Der.OID).oid();
  }

  private static void requireVersion(Der.Fields fields, int version) {
    if (!fields.take(Der.INTEGER).integer().equals(BigInteger.valueOf(version))) {
      throw new MalformedException("signed data of another version");
    }
  }

  private static void requireType(Der oid, String type) {
    if (!oid.oid().equals(type)) {
      throw new MalformedException("not signed data of the type " + type);
    }
  }
}
