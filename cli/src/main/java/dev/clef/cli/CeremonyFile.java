package dev.clef.cli;

import dev.clef.ledger.Bytes;
import dev.clef.ledger.MalformedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * {@code credentials.clef}: credentials under a key that only a ceremony brings together. Text in
 * ASCII: the header, and a line {@code data} with ciphertext and tag in base64. AES-256-GCM (NIST
 * SP 800-38D) with the header as associated data. A golden file freezes it.
 */
record CeremonyFile(CeremonyHeader header, Bytes sealed) {

  static final String NAME = "credentials.clef";

  /** Of what is sealed. */
  static final int MAX_SECRET_BYTES = 64 << 10;

  private static final int MAX_FILE_BYTES = 128 << 10;
  private static final String DATA = "data ";
  private static final int TAG_BITS = 128;

  static CeremonyFile seal(CeremonyHeader header, byte[] key, byte[] secret) {
    try {
      return new CeremonyFile(
          header, Bytes.copyOf(cipher(Cipher.ENCRYPT_MODE, header, key).doFinal(secret)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES-GCM", e);
    }
  }

  /**
   * The credentials, by as many shares as are needed; to be wiped by the caller.
   *
   * @throws MalformedException when shares and file do not fit together
   */
  byte[] open(List<Codex32> shares) {
    Codex32 secret = Codex32.interpolate(shares, Codex32.SECRET);
    byte[] key = secret.payload();
    try {
      return open(key);
    } finally {
      secret.wipe();
      Arrays.fill(key, (byte) 0);
    }
  }

  private byte[] open(byte[] key) {
    try {
      return cipher(Cipher.DECRYPT_MODE, header, key).doFinal(sealed.toArray());
    } catch (AEADBadTagException e) {
      throw new MalformedException(
          "it was changed, or it is of another ceremony: it does not open");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES-GCM", e);
    }
  }

  private static Cipher cipher(int mode, CeremonyHeader header, byte[] key)
      throws GeneralSecurityException {
    // The specification of the key keeps a copy that cannot be wiped; it goes with the process.
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, header.ivBytes()));
    cipher.updateAAD(header.encode());
    return cipher;
  }

  byte[] encode() {
    String head = new String(header.encode(), StandardCharsets.US_ASCII);
    return (head + DATA + sealed.base64() + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  /** SHA-256 of the file, in hexadecimal: it stands on every page. */
  String fingerprint() {
    return HexFormat.of().formatHex(Sha256.digest().digest(encode()));
  }

  /**
   * Reads such a file, or the one in a folder.
   *
   * @throws CliException when it is none, or not whole
   */
  static CeremonyFile read(Path fileOrFolder) throws IOException {
    Path file = Files.isDirectory(fileOrFolder) ? fileOrFolder.resolve(NAME) : fileOrFolder;
    try {
      return parse(new String(OwnFile.read(file, MAX_FILE_BYTES), StandardCharsets.ISO_8859_1));
    } catch (MalformedException e) {
      throw CliException.failed(file + ": " + e.getMessage());
    }
  }

  private static CeremonyFile parse(String text) {
    int data = text.indexOf("\n" + DATA) + 1;
    CeremonyHeader header = CeremonyHeader.parse(data == 0 ? text : text.substring(0, data));
    if (data == 0 || !text.endsWith("\n")) {
      throw new MalformedException("it is not whole");
    }
    Bytes sealed = Bytes.ofBase64(text.substring(data + DATA.length(), text.length() - 1));
    if (sealed.size() <= TAG_BITS / 8) {
      throw new MalformedException("it is not whole");
    }
    return new CeremonyFile(header, sealed);
  }
}
