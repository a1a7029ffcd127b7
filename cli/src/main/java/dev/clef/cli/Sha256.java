package dev.clef.cli;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 as every JDK has it. */
final class Sha256 {

  private Sha256() {}

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
