package dev.clef.keys.pkcs11;

import java.util.Map;
import java.util.Set;

/** What a function of PKCS#11 answered instead of {@code CKR_OK}. Carries no key material. */
final class CryptokiException extends RuntimeException {

  static final long PIN_INCORRECT = 0xA0;
  static final long PIN_LEN_RANGE = 0xA2;
  static final long PIN_LOCKED = 0xA4;
  static final long ENCRYPTED_DATA_INVALID = 0x40;
  static final long ENCRYPTED_DATA_LEN_RANGE = 0x41;
  static final long USER_ALREADY_LOGGED_IN = 0x100;
  static final long CRYPTOKI_ALREADY_INITIALIZED = 0x191;
  private static final long GENERAL_ERROR = 0x05;
  private static final long KEY_HANDLE_INVALID = 0x60;
  static final long MECHANISM_INVALID = 0x70;

  private static final Map<Long, String> NAMES =
      Map.ofEntries(
          Map.entry(0x03L, "CKR_SLOT_ID_INVALID"),
          Map.entry(GENERAL_ERROR, "CKR_GENERAL_ERROR"),
          Map.entry(0x06L, "CKR_FUNCTION_FAILED"),
          Map.entry(0x30L, "CKR_DEVICE_ERROR"),
          Map.entry(0x31L, "CKR_DEVICE_MEMORY"),
          Map.entry(0x32L, "CKR_DEVICE_REMOVED"),
          Map.entry(ENCRYPTED_DATA_INVALID, "CKR_ENCRYPTED_DATA_INVALID"),
          Map.entry(ENCRYPTED_DATA_LEN_RANGE, "CKR_ENCRYPTED_DATA_LEN_RANGE"),
          Map.entry(KEY_HANDLE_INVALID, "CKR_KEY_HANDLE_INVALID"),
          Map.entry(MECHANISM_INVALID, "CKR_MECHANISM_INVALID"),
          Map.entry(0x71L, "CKR_MECHANISM_PARAM_INVALID"),
          Map.entry(0x82L, "CKR_OBJECT_HANDLE_INVALID"),
          Map.entry(PIN_INCORRECT, "CKR_PIN_INCORRECT"),
          Map.entry(PIN_LEN_RANGE, "CKR_PIN_LEN_RANGE"),
          Map.entry(PIN_LOCKED, "CKR_PIN_LOCKED"),
          Map.entry(0xB0L, "CKR_SESSION_CLOSED"),
          Map.entry(0xB1L, "CKR_SESSION_COUNT"),
          Map.entry(0xB3L, "CKR_SESSION_HANDLE_INVALID"),
          Map.entry(0xE0L, "CKR_TOKEN_NOT_PRESENT"),
          Map.entry(0xE1L, "CKR_TOKEN_NOT_RECOGNIZED"),
          Map.entry(0xE2L, "CKR_TOKEN_WRITE_PROTECTED"),
          Map.entry(0x101L, "CKR_USER_NOT_LOGGED_IN"),
          Map.entry(0x102L, "CKR_USER_PIN_NOT_INITIALIZED"),
          Map.entry(0x190L, "CKR_CRYPTOKI_NOT_INITIALIZED"));

  /** After these the same call may succeed in a new session: what was open is gone. */
  private static final Set<Long> LOST =
      Set.of(
          0x03L,
          GENERAL_ERROR,
          0x06L,
          0x30L,
          0x32L,
          KEY_HANDLE_INVALID,
          0x82L,
          0xB0L,
          0xB3L,
          0xE0L,
          0xE1L,
          0x101L,
          0x190L);

  private final Call call;
  private final long code;

  CryptokiException(Call call, long code) {
    super(call.inWords() + " answered " + NAMES.getOrDefault(code, "0x" + Long.toHexString(code)));
    this.call = call;
    this.code = code;
  }

  boolean is(long other) {
    return code == other;
  }

  /** Whether a new session may help. */
  boolean isLost() {
    return LOST.contains(code) && !isVagueRefusal();
  }

  /**
   * Whether this is what some modules answer to a ciphertext that does not open, and to much else.
   */
  boolean isVagueRefusal() {
    return call == Call.C_DECRYPT && code == GENERAL_ERROR;
  }
}
