package dev.clef.cli;

import dev.clef.ledger.Bytes;
import dev.clef.ledger.CosignatureSigner;
import dev.clef.ledger.KeyType;
import dev.clef.ledger.MalformedException;
import dev.clef.ledger.VerifierKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The keys of a witness, one of each type that cosigns, in a file only its owner may read.
 *
 * <p>Frozen text: the line {@code clef-witness-key-v1}, then for each key a line of its vkey, a
 * space and its private half as PKCS #8 in base64 (RFC 8410, RFC 9881 expandedKey).
 */
record WitnessKeys(List<CosignatureSigner> signers) {

  private static final String HEADER = "clef-witness-key-v1";
  private static final int MAX_BYTES = 32 * 1024;

  WitnessKeys {
    signers = List.copyOf(signers);
  }

  /** New keys, written into a new file. */
  static void make(Path file, String name) throws IOException {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    for (KeyType type : List.of(KeyType.ED25519_COSIGNATURE, KeyType.ML_DSA_44)) {
      KeyPair pair = pair(type);
      text.append(VerifierKey.of(name, type, pair.getPublic()))
          .append(' ')
          .append(Bytes.copyOf(pair.getPrivate().getEncoded()).base64())
          .append('\n');
    }
    OwnFile.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static KeyPair pair(KeyType type) {
    try {
      return KeyPairGenerator.getInstance(type.algorithm()).generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK from 24 on has " + type.algorithm(), e);
    }
  }

  /**
   * Reads the file.
   *
   * @throws CliException when it is none, or others may read it
   */
  static WitnessKeys read(Path file, InstantSource clock) throws IOException {
    byte[] bytes = OwnFile.readSecret(file, MAX_BYTES);
    try {
      List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
      if (lines.size() < 2 || !lines.getFirst().equals(HEADER)) {
        throw CliException.failed(file + " is not a key of a witness");
      }
      List<CosignatureSigner> signers = new ArrayList<>();
      for (String line : lines.subList(1, lines.size())) {
        signers.add(signer(line, clock));
      }
      return new WitnessKeys(signers);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw CliException.failed(file + " is not a key of a witness");
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static CosignatureSigner signer(String line, InstantSource clock)
      throws GeneralSecurityException {
    String[] parts = line.split(" ", -1);
    if (parts.length != 2) {
      throw new MalformedException("a line has a vkey and a key");
    }
    VerifierKey key = VerifierKey.parse(parts[0]);
    PrivateKey privateKey =
        KeyFactory.getInstance(key.type().algorithm())
            .generatePrivate(new PKCS8EncodedKeySpec(Bytes.ofBase64(parts[1]).toArray()));
    return CosignatureSigner.of(key, privateKey, clock);
  }

  List<VerifierKey> vkeys() {
    return signers.stream().map(CosignatureSigner::key).toList();
  }
}
