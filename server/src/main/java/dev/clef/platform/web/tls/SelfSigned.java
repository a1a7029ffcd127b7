package dev.clef.platform.web.tls;

import dev.clef.platform.Randomness;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A server certificate (RFC 5280) signed by its own key, ECDSA on P-256. */
record SelfSigned(X509Certificate certificate, KeyPair keys) {

  /** The longest browsers take: CA/Browser Forum, Baseline Requirements §6.3.2 (398, less one). */
  static final Duration VALIDITY = Duration.ofDays(397);

  /** For clients whose clock is a little behind ours. */
  private static final Duration SKEW = Duration.ofMinutes(5);

  private static final int SERIAL_BYTES = 16;
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-fA-F.]*:[0-9a-fA-F:.]*");
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");

  /**
   * Makes a key and its certificate.
   *
   * @param hosts DNS names and literal addresses
   * @throws IllegalArgumentException when a host is neither
   */
  static SelfSigned issue(Collection<String> hosts, Instant now, Randomness randomness) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair keys = generator.generateKeyPair();
      X500Name name = new X500Name("CN=Clef self-signed");
      Instant from = now.minus(SKEW);
      var builder =
          new JcaX509v3CertificateBuilder(
                  name,
                  new BigInteger(1, randomness.bytes(SERIAL_BYTES)),
                  Date.from(from),
                  Date.from(from.plus(VALIDITY)),
                  name,
                  keys.getPublic())
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
              .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
              .addExtension(
                  Extension.extendedKeyUsage,
                  false,
                  new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
              .addExtension(Extension.subjectAlternativeName, false, names(hosts));
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
      var certificate = new JcaX509CertificateConverter().getCertificate(builder.build(signer));
      return new SelfSigned(certificate, keys);
    } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
      throw new IllegalStateException("this JDK cannot make a certificate", e);
    }
  }

  private static GeneralNames names(Collection<String> hosts) {
    return new GeneralNames(
        hosts.stream().map(SelfSigned::generalName).toArray(GeneralName[]::new));
  }

  private static GeneralName generalName(String host) {
    if (isAddress(host)) {
      return new GeneralName(GeneralName.iPAddress, InetAddress.ofLiteral(host).getHostAddress());
    }
    if (!NAME.matcher(host).matches()) {
      throw new IllegalArgumentException("neither a name nor an address: " + host);
    }
    return new GeneralName(GeneralName.dNSName, host);
  }

  static boolean isAddress(String host) {
    return ADDRESS.matcher(host).matches();
  }
}
