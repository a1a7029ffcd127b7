package dev.clef.testing;

import dev.clef.testing.MetadataMaker.Holder;
import dev.clef.testing.SoftAuthenticator.Attested;
import dev.clef.testing.SoftAuthenticator.Attesting;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.interfaces.ECPublicKey;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/**
 * How phones and computers say what they are: Android (WebAuthn Level 3 §8.4), Apple (§8.8) and a
 * TPM (§8.3, TPM 2.0 Library part 2). Each is certified by {@code maker}.
 */
public final class DeviceStatements {

  private static final ASN1ObjectIdentifier ANDROID =
      new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.1.17");
  private static final ASN1ObjectIdentifier APPLE =
      new ASN1ObjectIdentifier("1.2.840.113635.100.8.2");
  private static final String TPM = "2.23.133.2.";
  private static final KeyPurposeId AIK =
      KeyPurposeId.getInstance(new ASN1ObjectIdentifier("2.23.133.8.3"));

  private static final int MAGIC = 0xff544347; // TPM_GENERATED_VALUE
  private static final short CERTIFY = (short) 0x8017; // TPM_ST_ATTEST_CERTIFY
  private static final short ECC = 0x0023; // TPM_ALG_ECC
  private static final short SHA256 = 0x000b; // TPM_ALG_SHA256
  private static final short NONE = 0x0010; // TPM_ALG_NULL
  private static final short P256 = 0x0003; // TPM_ECC_NIST_P256

  private DeviceStatements() {}

  /** The key itself is certified, with what it was made for. */
  public static Attesting android(Holder maker, SoftAuthenticator key) {
    return (data, client) -> {
      ASN1Encodable[] hardware = {
        new DERTaggedObject(true, 1, new DERSet(new ASN1Integer(2))), // purpose: to sign
        new DERTaggedObject(true, 702, new ASN1Integer(0)) // origin: made there
      };
      ASN1Encodable[] description = {
        new ASN1Integer(300),
        new ASN1Enumerated(1),
        new ASN1Integer(300),
        new ASN1Enumerated(1),
        new DEROctetString(client),
        new DEROctetString(new byte[0]),
        new DERSequence(),
        new DERSequence(hardware)
      };
      byte[] certificate =
          maker.certifies(
              "CN=Android Keystore Key",
              key.publicKey(),
              builder -> builder.addExtension(ANDROID, false, new DERSequence(description)));
      Attested packed = SoftAuthenticator.packed(key.sign(data, client), List.of(certificate));
      return new Attested("android-key", packed.statement());
    };
  }

  /** Likewise; the certificate holds the digest of what would be signed. */
  public static Attesting apple(Holder maker, SoftAuthenticator key) {
    return (data, client) -> {
      byte[] nonce = sha256(data, client);
      byte[] certificate =
          maker.certifies(
              "CN=Credential",
              key.publicKey(),
              builder ->
                  builder.addExtension(
                      APPLE,
                      false,
                      new DERSequence(new DERTaggedObject(true, 1, new DEROctetString(nonce)))));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(0xa1);
      SoftAuthenticator.text(out, "x5c");
      out.write(0x81);
      SoftAuthenticator.bytes(out, certificate);
      return new Attested("apple", out.toByteArray());
    };
  }

  /** A key of the TPM that signs nothing else says that it holds this key. */
  public static Attesting tpm(Holder maker, SoftAuthenticator key) {
    return (data, client) -> {
      Holder identity = MetadataMaker.root("identity");
      byte[] certificate =
          maker.certifies(
              "",
              identity.keys().getPublic(),
              builder -> {
                builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
                builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(AIK));
                builder.addExtension(Extension.subjectAlternativeName, true, tpmNames());
              });
      byte[] area = area(key.publicKey());
      byte[] info = info(area, sha256(data, client));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(0xa6);
      SoftAuthenticator.text(out, "ver");
      SoftAuthenticator.text(out, "2.0");
      SoftAuthenticator.text(out, "alg");
      out.write(0x26);
      SoftAuthenticator.text(out, "x5c");
      out.write(0x81);
      SoftAuthenticator.bytes(out, certificate);
      SoftAuthenticator.text(out, "sig");
      SoftAuthenticator.bytes(out, identity.sign("SHA256withECDSA", info));
      SoftAuthenticator.text(out, "certInfo");
      SoftAuthenticator.bytes(out, info);
      SoftAuthenticator.text(out, "pubArea");
      SoftAuthenticator.bytes(out, area);
      return new Attested("tpm", out.toByteArray());
    };
  }

  private static GeneralNames tpmNames() {
    ASN1ObjectIdentifier[] what = {
      new ASN1ObjectIdentifier(TPM + "1"),
      new ASN1ObjectIdentifier(TPM + "2"),
      new ASN1ObjectIdentifier(TPM + "3")
    };
    ASN1Encodable[] values = {
      new DERUTF8String("id:414D4400"), new DERUTF8String("Example"), new DERUTF8String("id:13")
    };
    return new GeneralNames(
        new GeneralName(new X500NameBuilder().addMultiValuedRDN(what, values).build()));
  }

  /** TPMT_PUBLIC. */
  private static byte[] area(ECPublicKey key) {
    ByteBuffer area = ByteBuffer.allocate(128);
    area.putShort(ECC).putShort(SHA256).putInt(0x00060472).putShort((short) 0);
    area.putShort(NONE).putShort(NONE).putShort(P256).putShort(NONE);
    sized(area, SoftAuthenticator.unsigned(key.getW().getAffineX()));
    sized(area, SoftAuthenticator.unsigned(key.getW().getAffineY()));
    return written(area);
  }

  /** TPMS_ATTEST. */
  private static byte[] info(byte[] area, byte[] extra) {
    ByteBuffer info = ByteBuffer.allocate(256);
    info.putInt(MAGIC).putShort(CERTIFY);
    sized(info, name("a signer".getBytes(StandardCharsets.UTF_8)));
    sized(info, extra);
    info.putLong(1).putInt(2).putInt(3).put((byte) 1).putLong(4);
    sized(info, name(area));
    sized(info, name("above".getBytes(StandardCharsets.UTF_8)));
    return written(info);
  }

  private static byte[] name(byte[] of) {
    return ByteBuffer.allocate(34).putShort(SHA256).put(sha256(of)).array();
  }

  private static void sized(ByteBuffer out, byte[] bytes) {
    out.putShort((short) bytes.length).put(bytes);
  }

  private static byte[] written(ByteBuffer out) {
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return bytes;
  }

  private static byte[] sha256(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
