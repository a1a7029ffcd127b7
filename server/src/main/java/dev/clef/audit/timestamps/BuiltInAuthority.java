package dev.clef.audit.timestamps;

import dev.clef.keys.EcdsaKeys;
import dev.clef.ledger.TimeStamp;
import dev.clef.platform.Randomness;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.OperatorException;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampResponseGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;

/**
 * An authority inside this Clef, to try time-stamps out: whoever runs the log runs the clock, so a
 * token of it proves nothing to strangers, and its name and its policy say so. The certificate is
 * signed by its own key, which is in software custody.
 */
final class BuiltInAuthority implements Authority {

  static final String KEY = "built-in-authority";

  private static final X500Name NAME =
      new X500Name("CN=Clef trial time-stamps (prove nothing to strangers)");
  private static final Duration VALIDITY = Duration.ofDays(3650);
  private static final Duration BEFORE = Duration.ofMinutes(5);
  private static final int RANDOM_BYTES = 8;
  private static final String SIGNATURE = "SHA256withECDSA";

  private final EcdsaKeys keys;
  private final TimestampStore store;
  private final Randomness randomness;
  private final Clock clock;

  BuiltInAuthority(EcdsaKeys keys, TimestampStore store, Randomness randomness, Clock clock) {
    this.keys = keys;
    this.store = store;
    this.randomness = randomness;
    this.clock = clock;
  }

  @Override
  public Kind kind() {
    return Kind.BUILT_IN;
  }

  @Override
  public String label() {
    return "built-in, " + TimeStamp.TRIAL_WARNING;
  }

  @Override
  public byte[] ask(byte[] request) throws IOException {
    Instant now = clock.instant();
    X509Certificate certificate = certificate(now);
    DigestCalculatorProvider digests = new BcDigestCalculatorProvider();
    try {
      TimeStampTokenGenerator tokens =
          new TimeStampTokenGenerator(
              new JcaSignerInfoGeneratorBuilder(digests).build(new Signer(keys), certificate),
              digests.get(new AlgorithmIdentifier(TSPAlgorithms.SHA256)),
              new ASN1ObjectIdentifier(TimeStamp.TRIAL_POLICY));
      tokens.addCertificates(new JcaCertStore(List.of(certificate)));
      tokens.setResolution(TimeStampTokenGenerator.R_MILLISECONDS);
      // Written to the millisecond; the clock of a machine that is kept in step is within a second.
      tokens.setAccuracySeconds(1);
      return new TimeStampResponseGenerator(tokens, TSPAlgorithms.ALLOWED)
          .generate(new TimeStampRequest(request), serial(), Date.from(now))
          .getEncoded();
    } catch (TSPException | OperatorException | GeneralSecurityException e) {
      throw new IOException("the built-in authority fails", e);
    }
  }

  /** A number that is counted durably, and chance for a database that went back to a backup. */
  private BigInteger serial() {
    return BigInteger.valueOf(store.nextSerial())
        .shiftLeft(8 * RANDOM_BYTES)
        .or(new BigInteger(1, randomness.bytes(RANDOM_BYTES)));
  }

  /** The one in use; a new one when there is none for this key and this time. */
  private X509Certificate certificate(Instant now) throws IOException {
    PublicKey key = keys.publicKey(KEY);
    return store.signers(Kind.BUILT_IN).stream()
        .filter(known -> known.getPublicKey().equals(key))
        .filter(known -> !now.isBefore(known.getNotBefore().toInstant()))
        .filter(known -> now.isBefore(known.getNotAfter().toInstant()))
        .findFirst()
        .orElseGet(() -> issue(key, now));
  }

  private X509Certificate issue(PublicKey key, Instant now) {
    try {
      Instant from = now.minus(BEFORE);
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              NAME, serial(), Date.from(from), Date.from(from.plus(VALIDITY)), NAME, key);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(
          Extension.extendedKeyUsage, true, new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping));
      return new JcaX509CertificateConverter().getCertificate(builder.build(new Signer(keys)));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this JDK cannot make a certificate", e);
    }
  }

  /** What BouncyCastle hands the bytes to that are to be signed. */
  private record Signer(EcdsaKeys keys, ByteArrayOutputStream taken) implements ContentSigner {

    Signer(EcdsaKeys keys) {
      this(keys, new ByteArrayOutputStream());
    }

    @Override
    public AlgorithmIdentifier getAlgorithmIdentifier() {
      return new DefaultSignatureAlgorithmIdentifierFinder().find(SIGNATURE);
    }

    @Override
    public OutputStream getOutputStream() {
      return taken;
    }

    @Override
    public byte[] getSignature() {
      return keys.sign(KEY, taken.toByteArray());
    }
  }
}
