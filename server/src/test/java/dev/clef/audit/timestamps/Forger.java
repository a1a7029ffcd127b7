package dev.clef.audit.timestamps;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.cmp.PKIStatusInfo;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.tsp.MessageImprint;
import org.bouncycastle.asn1.tsp.TSTInfo;
import org.bouncycastle.asn1.tsp.TimeStampResp;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority that issues what no library lets one issue. */
final class Forger {

  static final String POLICY = "1.3.6.1.4.1.32473.3";
  private static final AlgorithmIdentifier SHA256 =
      new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256);

  private final KeyPair keys;
  final X509Certificate certificate;

  private Forger(KeyPair keys, X509Certificate certificate) {
    this.keys = keys;
    this.certificate = certificate;
  }

  /** A proper one. */
  static Forger proper(Instant from) {
    return with(from, from.plus(Duration.ofDays(1)), true, KeyPurposeId.id_kp_timeStamping);
  }

  /** With a certificate valid from and until, for these uses, critically or not. */
  static Forger with(Instant from, Instant until, boolean critical, KeyPurposeId... uses) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair keys = generator.generateKeyPair();
      X500Name name = new X500Name("CN=forger");
      var builder =
          new JcaX509v3CertificateBuilder(
              name, BigInteger.TEN, Date.from(from), Date.from(until), name, keys.getPublic());
      if (uses.length > 0) {
        builder.addExtension(Extension.extendedKeyUsage, critical, new ExtendedKeyUsage(uses));
      }
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
      return new Forger(
          keys, new JcaX509CertificateConverter().getCertificate(builder.build(signer)));
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A reply, true but for what this forger is. */
  byte[] reply(TimestampRequest request, Instant at) {
    return reply(request, at, certificate, true);
  }

  /** A reply that names another certificate as the signer's, or leaves its own out. */
  byte[] reply(TimestampRequest request, Instant at, X509Certificate named, boolean carried) {
    try {
      byte[] imprint = MessageDigest.getInstance("SHA-256").digest(request.data());
      TSTInfo info =
          new TSTInfo(
              new ASN1ObjectIdentifier(POLICY),
              new MessageImprint(SHA256, imprint),
              new ASN1Integer(7),
              new ASN1GeneralizedTime(Date.from(at)),
              null,
              null,
              new ASN1Integer(request.nonce()),
              null,
              null);
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(named.getEncoded());
      Attribute signing =
          new Attribute(
              PKCSObjectIdentifiers.id_aa_signingCertificateV2,
              new DERSet(new SigningCertificateV2(new ESSCertIDv2(hash))));
      CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
      generator.addSignerInfoGenerator(
          new JcaSignerInfoGeneratorBuilder(new BcDigestCalculatorProvider())
              .setSignedAttributeGenerator(
                  new DefaultSignedAttributeTableGenerator(new AttributeTable(signing)))
              .build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()),
                  certificate));
      if (carried) {
        generator.addCertificates(new JcaCertStore(List.of(certificate)));
      }
      byte[] token =
          generator
              .generate(
                  new CMSProcessableByteArray(
                      PKCSObjectIdentifiers.id_ct_TSTInfo, info.getEncoded("DER")),
                  true)
              .getEncoded("DER");
      return new TimeStampResp(new PKIStatusInfo(PKIStatus.granted), ContentInfo.getInstance(token))
          .getEncoded("DER");
    } catch (GeneralSecurityException | OperatorCreationException | IOException | CMSException e) {
      throw new AssertionError(e);
    }
  }

  /** A refusal. */
  static byte[] refusal(int status) {
    try {
      ASN1EncodableVector reply = new ASN1EncodableVector();
      reply.add(new DERSequence(new ASN1Encodable[] {new ASN1Integer(status)}));
      return new DERSequence(reply).getEncoded("DER");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
