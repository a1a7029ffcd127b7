package dev.clef.cli;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * An authenticator app: RFC 6238 with SHA-1, 30 s and 6 digits, written apart from the server's.
 */
final class Authenticator {

  private Authenticator() {}

  static String code(String secretBase32, Instant at) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA1");
    mac.init(new SecretKeySpec(base32(secretBase32), "HmacSHA1"));
    byte[] hash = mac.doFinal(ByteBuffer.allocate(8).putLong(at.getEpochSecond() / 30).array());
    int bits = ByteBuffer.wrap(hash).getInt(hash[hash.length - 1] & 15) & 0x7FFFFFFF;
    return "%06d".formatted(bits % 1_000_000);
  }

  private static byte[] base32(String text) {
    String digits = text.replace("=", "");
    BigInteger number = BigInteger.ONE;
    for (int i = 0; i < digits.length(); i++) {
      int value = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(digits.charAt(i));
      number = number.shiftLeft(5).or(BigInteger.valueOf(value));
    }
    int bytes = digits.length() * 5 / 8;
    byte[] all = number.shiftRight(digits.length() * 5 % 8).toByteArray();
    byte[] secret = new byte[bytes];
    System.arraycopy(all, all.length - bytes, secret, 0, bytes);
    return secret;
  }
}
