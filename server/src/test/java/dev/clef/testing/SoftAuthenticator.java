package dev.clef.testing;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An authenticator that does as it is told, also what an honest one would not. What it says follows
 * WebAuthn Level 3 §6.1 (authenticator data), §5.8.1 (client data) and RFC 8949 (CBOR).
 */
public final class SoftAuthenticator {

  private static final int USER_PRESENT = 0x01;
  private static final int USER_VERIFIED = 0x04;
  private static final int BACKUP_ELIGIBLE = 0x08;
  private static final int BACKED_UP = 0x10;
  private static final int ATTESTED = 0x40;

  private final KeyPair key = pair();
  private final byte[] credentialId = random(32);
  private byte[] userHandle = new byte[0];
  private String origin;
  private String rpId = "localhost";
  private String challenge = "";
  private @Nullable String typeInstead;
  private int flags = USER_PRESENT | USER_VERIFIED;
  private long counter;
  private boolean crossOrigin;
  private byte[] model = new byte[16]; // a model that does not say which
  private Attesting attesting = (data, client) -> new Attested("none", new byte[] {(byte) 0xa0});

  /** What an authenticator says of itself: a format, and a statement in CBOR. */
  public record Attested(String format, byte[] statement) {}

  /** Makes a statement over authenticator data and the digest of the client data. */
  @FunctionalInterface
  public interface Attesting {
    Attested over(byte[] data, byte[] clientDigest);
  }

  private SoftAuthenticator(String origin) {
    this.origin = origin;
  }

  /** For the site that a server on this machine is. */
  public static SoftAuthenticator at(int port) {
    return new SoftAuthenticator("https://localhost:" + port);
  }

  public SoftAuthenticator origin(String other) {
    origin = other;
    return this;
  }

  public SoftAuthenticator rpId(String other) {
    rpId = other;
    return this;
  }

  public SoftAuthenticator type(@Nullable String other) {
    typeInstead = other;
    return this;
  }

  public SoftAuthenticator userHandle(byte[] other) {
    userHandle = other.clone();
    return this;
  }

  public byte[] userHandle() {
    return userHandle.clone();
  }

  public SoftAuthenticator counter(long other) {
    counter = other;
    return this;
  }

  public SoftAuthenticator verifiesUser(boolean does) {
    flags = does ? flags | USER_VERIFIED : flags & ~USER_VERIFIED;
    return this;
  }

  public SoftAuthenticator copied(boolean is) {
    int both = BACKUP_ELIGIBLE | BACKED_UP;
    flags = is ? flags | both : flags & ~both;
    return this;
  }

  public SoftAuthenticator crossOrigin(boolean is) {
    crossOrigin = is;
    return this;
  }

  /** The AAGUID it says it has. */
  public SoftAuthenticator model(UUID aaguid) {
    model =
        ByteBuffer.allocate(16)
            .putLong(aaguid.getMostSignificantBits())
            .putLong(aaguid.getLeastSignificantBits())
            .array();
    return this;
  }

  /** How it says what it is. */
  public SoftAuthenticator attesting(Attesting other) {
    attesting = other;
    return this;
  }

  /** States what it is with its own key alone (§8.2, self attestation). */
  public SoftAuthenticator attestingItself() {
    return attesting((data, client) -> packed(sign(data, client), List.of()));
  }

  /** A packed statement (§8.2), signed with ES256. */
  public static Attested packed(byte[] signature, List<byte[]> certificates) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(certificates.isEmpty() ? 0xa2 : 0xa3);
    text(out, "alg");
    out.write(0x26);
    text(out, "sig");
    bytes(out, signature);
    if (!certificates.isEmpty()) {
      text(out, "x5c");
      out.write(0x80 + certificates.size());
      certificates.forEach(one -> bytes(out, one));
    }
    return new Attested("packed", out.toByteArray());
  }

  /** The other half of its key, for an authenticator of a real browser. */
  public PKCS8EncodedKeySpec privateKey() {
    return new PKCS8EncodedKeySpec(key.getPrivate().getEncoded());
  }

  public ECPublicKey publicKey() {
    return (ECPublicKey) key.getPublic();
  }

  public byte[] credentialId() {
    return credentialId.clone();
  }

  /** The name it gave its key, in base64url. */
  public String id() {
    return base64(credentialId);
  }

  /** Makes a key for what a server asked. */
  public Map<String, Object> create(JsonNode asked) {
    challenge = asked.get("challenge").asString();
    userHandle = Base64.getUrlDecoder().decode(asked.get("user").get("id").asString());
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    data.writeBytes(head(flags | ATTESTED));
    data.writeBytes(model);
    data.writeBytes(ByteBuffer.allocate(2).putShort((short) credentialId.length).array());
    data.writeBytes(credentialId);
    data.writeBytes(cosePublicKey());
    ByteArrayOutputStream attestation = new ByteArrayOutputStream();
    attestation.write(0xa3);
    text(attestation, "fmt");
    byte[] client = clientData("webauthn.create");
    Attested said = attesting.over(data.toByteArray(), sha256(client));
    text(attestation, said.format());
    text(attestation, "attStmt");
    attestation.writeBytes(said.statement());
    text(attestation, "authData");
    bytes(attestation, data.toByteArray());
    return credential(
        Map.of(
            "clientDataJSON", base64(client),
            "attestationObject", base64(attestation.toByteArray()),
            "transports", new String[] {"internal"}));
  }

  /** Answers what a server asked. */
  public Map<String, Object> get(JsonNode asked) {
    challenge = asked.get("challenge").asString();
    return again();
  }

  /** Answers the last question once more. */
  public Map<String, Object> again() {
    byte[] data = head(flags);
    byte[] client = clientData("webauthn.get");
    Map<String, Object> response = new HashMap<>();
    response.put("clientDataJSON", base64(client));
    response.put("authenticatorData", base64(data));
    response.put("signature", base64(sign(data, sha256(client))));
    response.put("userHandle", base64(userHandle));
    return credential(response);
  }

  private Map<String, Object> credential(Map<String, Object> response) {
    return Map.of(
        "id",
        base64(credentialId),
        "rawId",
        base64(credentialId),
        "type",
        "public-key",
        "response",
        response,
        "clientExtensionResults",
        Map.of());
  }

  private byte[] head(int said) {
    return ByteBuffer.allocate(37)
        .put(sha256(rpId.getBytes(StandardCharsets.UTF_8)))
        .put((byte) said)
        .putInt((int) counter)
        .array();
  }

  private byte[] clientData(String type) {
    return Client.JSON.writeValueAsBytes(
        Map.of(
            "type",
            typeInstead == null ? type : typeInstead,
            "challenge",
            challenge,
            "origin",
            origin,
            "crossOrigin",
            crossOrigin));
  }

  private byte[] cosePublicKey() {
    ECPublicKey point = (ECPublicKey) key.getPublic();
    ByteArrayOutputStream map = new ByteArrayOutputStream();
    map.writeBytes(new byte[] {(byte) 0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21});
    bytes(map, unsigned(point.getW().getAffineX()));
    map.write(0x22);
    bytes(map, unsigned(point.getW().getAffineY()));
    return map.toByteArray();
  }

  /** Signs the parts, one after the other, with its key. */
  public byte[] sign(byte[]... parts) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(key.getPrivate());
      for (byte[] part : parts) {
        signature.update(part);
      }
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static byte[] unsigned(BigInteger number) {
    byte[] padded = new byte[32];
    byte[] bytes = number.toByteArray();
    int from = Math.max(0, bytes.length - padded.length);
    System.arraycopy(
        bytes, from, padded, padded.length - (bytes.length - from), bytes.length - from);
    return padded;
  }

  static void text(ByteArrayOutputStream out, String text) {
    out.write(0x60 + text.length());
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  static void bytes(ByteArrayOutputStream out, byte[] bytes) {
    if (bytes.length < 256) {
      out.write(0x58);
      out.write(bytes.length);
    } else {
      out.write(0x59);
      out.writeBytes(ByteBuffer.allocate(2).putShort((short) bytes.length).array());
    }
    out.writeBytes(bytes);
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

  private static byte[] random(int count) {
    byte[] bytes = new byte[count];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }

  private static byte[] sha256(byte[] message) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(message);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
