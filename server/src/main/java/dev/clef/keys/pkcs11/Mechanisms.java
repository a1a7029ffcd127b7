package dev.clef.keys.pkcs11;

/**
 * The numbers of mechanisms; modules of some vendors have numbers of their own.
 *
 * @param aesKeyGen {@code CKM_AES_KEY_GEN}
 * @param aesGcm {@code CKM_AES_GCM}
 */
public record Mechanisms(long aesKeyGen, long aesGcm) {

  /** As PKCS#11 v2.40 has them. */
  public static final Mechanisms STANDARD = new Mechanisms(0x1080, 0x1087);
}
