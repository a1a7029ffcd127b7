package dev.clef.testing;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Makers of authenticators and whoever publishes FIDO metadata, with certificates of their own:
 * honest ones, and others.
 */
public final class MetadataMaker {

  /** Whose certificate the signer of metadata has here. */
  public static final String SIGNER = "metadata.example";

  private static final ASN1ObjectIdentifier MODEL =
      new ASN1ObjectIdentifier("1.3.6.1.4.1.45724.1.1.4"); // id-fido-gen-ce-aaguid

  private MetadataMaker() {}

  /** A key with the certificate for it. */
  public record Holder(KeyPair keys, X509Certificate certificate) {

    public byte[] der() {
      try {
        return certificate.getEncoded();
      } catch (CertificateEncodingException e) {
        throw new AssertionError(e);
      }
    }

    public String pem() {
      return "-----BEGIN CERTIFICATE-----\n"
          + Base64.getMimeEncoder().encodeToString(der())
          + "\n-----END CERTIFICATE-----\n";
    }

    /** A certificate for the signer of metadata. */
    public Holder signer(String host) {
      return issue(
          "CN=" + host,
          Duration.ofDays(400),
          builder ->
              builder.addExtension(
                  Extension.subjectAlternativeName,
                  false,
                  new GeneralNames(new GeneralName(GeneralName.dNSName, host))));
    }

    /** A certificate for a batch of authenticators (WebAuthn §8.2.1). */
    public Holder batch(UUID model) {
      return batch(model, Duration.ofDays(400));
    }

    /** Likewise, good for so long. */
    public Holder batch(UUID model, Duration valid) {
      byte[] aaguid =
          ByteBuffer.allocate(16)
              .putLong(model.getMostSignificantBits())
              .putLong(model.getLeastSignificantBits())
              .array();
      return issue(
          "C=DE,O=Example Keys,OU=Authenticator Attestation,CN=Batch",
          valid,
          builder -> {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(MODEL, false, new DEROctetString(aaguid));
          });
    }

    private Holder issue(String name, Duration valid, Extensions extensions) {
      KeyPair pair = pair();
      return new Holder(
          pair,
          MetadataMaker.certificate(name, valid, issuer(), keys, pair.getPublic(), extensions));
    }

    private String issuer() {
      return certificate.getSubjectX500Principal().getName();
    }

    /** A certificate of a key of somebody else, in DER. */
    byte[] certifies(String name, PublicKey key, Extensions extensions) {
      X509Certificate made =
          MetadataMaker.certificate(name, Duration.ofDays(400), issuer(), keys, key, extensions);
      return new Holder(keys, made).der();
    }

    /** How authenticators of this batch say what they are. */
    public SoftAuthenticator.Attesting packed(Holder... above) {
      return (data, client) -> {
        List<byte[]> chain = new ArrayList<>(List.of(der()));
        for (Holder one : above) {
          chain.add(one.der());
        }
        return SoftAuthenticator.packed(sign("SHA256withECDSA", data, client), chain);
      };
    }

    /** Signs the parts, one after the other. */
    public byte[] sign(String algorithm, byte[]... parts) {
      try {
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(keys.getPrivate());
        for (byte[] part : parts) {
          signature.update(part);
        }
        return signature.sign();
      } catch (GeneralSecurityException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** What a certificate says besides. */
  @FunctionalInterface
  interface Extensions {
    void add(JcaX509v3CertificateBuilder builder) throws IOException;
  }

  /** Somebody who certifies others. */
  public static Holder root(String name) {
    KeyPair pair = pair();
    return new Holder(
        pair,
        certificate(
            "CN=" + name,
            Duration.ofDays(3650),
            "CN=" + name,
            pair,
            pair.getPublic(),
            builder ->
                builder.addExtension(
                    Extension.basicConstraints, true, new BasicConstraints(true))));
  }

  private static KeyPair pair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static X509Certificate certificate(
      String name,
      Duration valid,
      String issuer,
      KeyPair by,
      PublicKey key,
      Extensions extensions) {
    try {
      Instant from = Instant.now().minus(Duration.ofDays(1));
      var builder =
          new JcaX509v3CertificateBuilder(
              new X500Name(issuer),
              new BigInteger(64, new SecureRandom()),
              Date.from(from),
              Date.from(from.plus(valid)),
              name.isEmpty() ? X500Name.getInstance(new DERSequence()) : new X500Name(name),
              key);
      extensions.add(builder);
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(by.getPrivate());
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new AssertionError(e);
    }
  }

  /** What metadata says of one make. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Entry(
      @Nullable String aaguid,
      List<String> attestationCertificateKeyIdentifiers,
      Map<String, Object> metadataStatement,
      List<Map<String, String>> statusReports) {

    /** Of this model, certified at this root. */
    public static Entry of(UUID model, String description, Holder root) {
      return of(model, description, root.der());
    }

    /** Likewise, at a root in DER. */
    public static Entry of(UUID model, String description, byte[] root) {
      return new Entry(
          model.toString(),
          List.of(),
          Map.of(
              "description",
              description,
              "attestationRootCertificates",
              List.of(Base64.getEncoder().encodeToString(root))),
          List.of());
    }

    /** With one more report. */
    public Entry reported(String status, String day) {
      return reported(Map.of("status", status, "effectiveDate", day));
    }

    /** Likewise, whatever it holds. */
    public Entry reported(Map<String, String> report) {
      List<Map<String, String>> all = new ArrayList<>(statusReports);
      all.add(report);
      return new Entry(aaguid, attestationCertificateKeyIdentifiers, metadataStatement, all);
    }
  }

  /** A file as it is published. */
  public static String file(
      Holder signer, long number, LocalDate nextUpdate, List<Entry> entries, Holder... above) {
    List<String> chain = new ArrayList<>();
    chain.add(Base64.getEncoder().encodeToString(signer.der()));
    for (Holder one : above) {
      chain.add(Base64.getEncoder().encodeToString(one.der()));
    }
    Map<String, Object> payload = new LinkedHashMap<>();
    payload.put("legalHeader", "made for a test");
    payload.put("no", number);
    payload.put("nextUpdate", nextUpdate.toString());
    payload.put("entries", entries);
    return signed(signer, Map.of("alg", "ES256", "typ", "JWT", "x5c", chain), payload);
  }

  /** Any head and content, signed. */
  public static String signed(Holder signer, Map<String, Object> head, Object payload) {
    String message = part(head) + "." + part(payload);
    byte[] signature =
        signer.sign("SHA256withECDSAinP1363Format", message.getBytes(StandardCharsets.US_ASCII));
    return message + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
  }

  private static String part(Object value) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Client.JSON.writeValueAsBytes(value));
  }
}
