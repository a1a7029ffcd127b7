package dev.clef.keys.pkcs11;

/**
 * The numbers of mechanisms; modules of some vendors have numbers of their own.
 *
 * @param aesKeyGen {@code CKM_AES_KEY_GEN}
 * @param aesGcm {@code CKM_AES_GCM}
 * @param edKeyGen {@code CKM_EC_EDWARDS_KEY_PAIR_GEN}
 * @param eddsa {@code CKM_EDDSA}
 */
public record Mechanisms(long aesKeyGen, long aesGcm, long edKeyGen, long eddsa) {

  /** As PKCS#11 v2.40 and, for signatures, v3.0 have them. */
  public static final Mechanisms STANDARD = new Mechanisms(0x1080, 0x1087, 0x1055, 0x1057);
}
