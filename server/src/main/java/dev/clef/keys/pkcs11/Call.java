package dev.clef.keys.pkcs11;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.ValueLayout;
import java.util.Locale;

/**
 * The functions of PKCS#11 that are called, by their place in {@code CK_FUNCTION_LIST} (v2.40 base
 * specification, header {@code pkcs11f.h}), with the types of their parameters: {@code L} for a
 * {@code CK_ULONG}, {@code P} for a pointer, {@code B} for a {@code CK_BBOOL}.
 */
enum Call {
  C_INITIALIZE(0, "P"),
  C_FINALIZE(1, "P"),
  C_GET_SLOT_LIST(4, "BPP"),
  C_GET_TOKEN_INFO(6, "LP"),
  C_OPEN_SESSION(12, "LLPPP"),
  C_CLOSE_SESSION(13, "L"),
  C_CLOSE_ALL_SESSIONS(14, "L"),
  C_LOGIN(18, "LLPL"),
  C_DESTROY_OBJECT(22, "LL"),
  C_GET_ATTRIBUTE_VALUE(24, "LLPL"),
  C_FIND_OBJECTS_INIT(26, "LPL"),
  C_FIND_OBJECTS(27, "LPLP"),
  C_FIND_OBJECTS_FINAL(28, "L"),
  C_ENCRYPT_INIT(29, "LPL"),
  C_ENCRYPT(30, "LPLPP"),
  C_DECRYPT_INIT(33, "LPL"),
  C_DECRYPT(34, "LPLPP"),
  C_SIGN_INIT(42, "LPL"),
  C_SIGN(43, "LPLPP"),
  C_GENERATE_KEY(58, "LPPLP"),
  C_GENERATE_KEY_PAIR(59, "LPPLPLPP");

  /**
   * How many functions the list has up to the last one of version 2.0, which all libraries have.
   */
  static final int LIST_LENGTH = 68;

  private final int index;
  private final String parameters;

  Call(int index, String parameters) {
    this.index = index;
    this.parameters = parameters;
  }

  int index() {
    return index;
  }

  FunctionDescriptor descriptor() {
    MemoryLayout[] layouts =
        parameters
            .chars()
            .mapToObj(type ->
                switch (type) {
                  case 'L' -> ValueLayout.JAVA_LONG;
                  case 'P' -> ValueLayout.ADDRESS;
                  default -> ValueLayout.JAVA_BYTE;
                })
            .toArray(MemoryLayout[]::new);
    return FunctionDescriptor.of(ValueLayout.JAVA_LONG, layouts);
  }

  /** As the specification writes it, for messages: {@code C_GetSlotList}. */
  String inWords() {
    StringBuilder name = new StringBuilder("C_");
    for (String word : name().substring(2).split("_", -1)) {
      name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
    }
    return name.toString();
  }
}
