package dev.clef.keys.pkcs11;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A session with a token. One thread at a time.
 *
 * @param handle its number in the module
 */
record Session(Cryptoki module, long handle) {

  private static final long CKU_USER = 1;
  private static final long KEY_BYTES = 32;
  private static final int FOUND_AT_ONCE = 64;
  private static final long LABEL_ROOM = 256;
  private static final long MECHANISM_BYTES = 24;
  private static final long GCM_PARAMS_BYTES = 48;
  private static final int TAG_BYTES = 16;
  private static final int ED25519_PUBLIC_BYTES = 32;
  private static final int ED25519_SIGNATURE_BYTES = 64;
  private static final long EC_POINT_ROOM = 128;

  /** {@code CKA_EC_PARAMS} of Ed25519: the curve's name, as PKCS#11 v3.0 §2.3.10 writes it. */
  private static final byte[] ED25519_NAME =
      HexFormat.of().parseHex("130c656477617264733235353139");

  /** Logs the whole application in; does nothing when it is. */
  void login(byte[] pin) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocateFrom(ValueLayout.JAVA_BYTE, pin);
      try {
        module.call(Call.C_LOGIN, handle, CKU_USER, text, (long) pin.length);
      } catch (CryptokiException e) {
        if (!e.is(CryptokiException.USER_ALREADY_LOGGED_IN)) {
          throw e;
        }
      } finally {
        text.fill((byte) 0);
      }
    }
  }

  void close() {
    module.quietly(Call.C_CLOSE_SESSION, handle);
  }

  /** The AES keys with this label. */
  List<Long> find(String label) {
    try (Arena arena = Arena.ofConfined()) {
      return find(arena, secretKeys(arena).with(Template.CKA_LABEL, label));
    }
  }

  /** The labels of all AES keys. */
  List<String> labels() {
    try (Arena arena = Arena.ofConfined()) {
      return find(arena, secretKeys(arena)).stream().map(this::label).toList();
    }
  }

  private static Template secretKeys(Arena arena) {
    return new Template(arena)
        .with(Template.CKA_CLASS, Template.CKO_SECRET_KEY)
        .with(Template.CKA_KEY_TYPE, Template.CKK_AES)
        .with(Template.CKA_TOKEN, true);
  }

  private List<Long> find(Arena arena, Template template) {
    module.call(Call.C_FIND_OBJECTS_INIT, handle, template.segment(), (long) template.size());
    try {
      List<Long> found = new ArrayList<>();
      MemorySegment handles = arena.allocate(ValueLayout.JAVA_LONG, FOUND_AT_ONCE);
      MemorySegment count = arena.allocate(ValueLayout.JAVA_LONG);
      do {
        module.call(Call.C_FIND_OBJECTS, handle, handles, (long) FOUND_AT_ONCE, count);
        for (long i = 0; i < count.get(ValueLayout.JAVA_LONG, 0); i++) {
          found.add(handles.getAtIndex(ValueLayout.JAVA_LONG, i));
        }
      } while (count.get(ValueLayout.JAVA_LONG, 0) > 0);
      return found;
    } finally {
      module.quietly(Call.C_FIND_OBJECTS_FINAL, handle);
    }
  }

  private String label(long key) {
    try (Arena arena = Arena.ofConfined()) {
      Template label = new Template(arena).room(Template.CKA_LABEL, LABEL_ROOM);
      MemorySegment list = label.segment();
      module.call(Call.C_GET_ATTRIBUTE_VALUE, handle, key, list, 1L);
      return new String(label.onlyValue(list), StandardCharsets.UTF_8);
    }
  }

  /** Makes an AES-256 key in the token that no interface gives out again. */
  void generate(String label, Mechanisms mechanisms) {
    try (Arena arena = Arena.ofConfined()) {
      Template template =
          new Template(arena)
              .with(Template.CKA_CLASS, Template.CKO_SECRET_KEY)
              .with(Template.CKA_KEY_TYPE, Template.CKK_AES)
              .with(Template.CKA_VALUE_LEN, KEY_BYTES)
              .with(Template.CKA_LABEL, label)
              .with(Template.CKA_TOKEN, true)
              .with(Template.CKA_PRIVATE, true)
              .with(Template.CKA_SENSITIVE, true)
              .with(Template.CKA_EXTRACTABLE, false)
              .with(Template.CKA_ENCRYPT, true)
              .with(Template.CKA_DECRYPT, true)
              .with(Template.CKA_WRAP, false)
              .with(Template.CKA_UNWRAP, false);
      module.call(
          Call.C_GENERATE_KEY,
          handle,
          mechanism(arena, mechanisms.aesKeyGen(), MemorySegment.NULL),
          template.segment(),
          (long) template.size(),
          arena.allocate(ValueLayout.JAVA_LONG));
    }
  }

  /** Makes an Ed25519 key pair in the token; its private half never leaves. */
  void generateEd25519(String label, Mechanisms mechanisms) {
    try (Arena arena = Arena.ofConfined()) {
      byte[] id = label.getBytes(StandardCharsets.UTF_8);
      Template publicKey =
          new Template(arena)
              .with(Template.CKA_CLASS, Template.CKO_PUBLIC_KEY)
              .with(Template.CKA_KEY_TYPE, Template.CKK_EC_EDWARDS)
              .with(Template.CKA_EC_PARAMS, ED25519_NAME)
              .with(Template.CKA_LABEL, label)
              .with(Template.CKA_ID, id)
              .with(Template.CKA_TOKEN, true)
              .with(Template.CKA_VERIFY, true);
      Template privateKey =
          new Template(arena)
              .with(Template.CKA_CLASS, Template.CKO_PRIVATE_KEY)
              .with(Template.CKA_KEY_TYPE, Template.CKK_EC_EDWARDS)
              .with(Template.CKA_LABEL, label)
              .with(Template.CKA_ID, id)
              .with(Template.CKA_TOKEN, true)
              .with(Template.CKA_PRIVATE, true)
              .with(Template.CKA_SENSITIVE, true)
              .with(Template.CKA_EXTRACTABLE, false)
              .with(Template.CKA_SIGN, true);
      module.call(
          Call.C_GENERATE_KEY_PAIR,
          handle,
          mechanism(arena, mechanisms.edKeyGen(), MemorySegment.NULL),
          publicKey.segment(),
          (long) publicKey.size(),
          privateKey.segment(),
          (long) privateKey.size(),
          arena.allocate(ValueLayout.JAVA_LONG),
          arena.allocate(ValueLayout.JAVA_LONG));
    }
  }

  /** The halves of Ed25519 key pairs with this label. */
  List<Long> findEd25519(long keyClass, String label) {
    try (Arena arena = Arena.ofConfined()) {
      return find(
          arena,
          new Template(arena)
              .with(Template.CKA_CLASS, keyClass)
              .with(Template.CKA_KEY_TYPE, Template.CKK_EC_EDWARDS)
              .with(Template.CKA_TOKEN, true)
              .with(Template.CKA_LABEL, label));
    }
  }

  /** The 32 bytes of RFC 8032 §5.1.5, which most modules put into a DER octet string. */
  byte[] ed25519PublicKey(long publicKey) {
    try (Arena arena = Arena.ofConfined()) {
      Template point = new Template(arena).room(Template.CKA_EC_POINT, EC_POINT_ROOM);
      MemorySegment list = point.segment();
      module.call(Call.C_GET_ATTRIBUTE_VALUE, handle, publicKey, list, 1L);
      byte[] value = point.onlyValue(list);
      return Arrays.copyOfRange(value, value.length - ED25519_PUBLIC_BYTES, value.length);
    }
  }

  /** An Ed25519 signature of 64 bytes. */
  byte[] signEd25519(long privateKey, Mechanisms mechanisms, byte[] message) {
    try (Arena arena = Arena.ofConfined()) {
      module.call(
          Call.C_SIGN_INIT,
          handle,
          mechanism(arena, mechanisms.eddsa(), MemorySegment.NULL),
          privateKey);
      MemorySegment in = arena.allocateFrom(ValueLayout.JAVA_BYTE, message);
      MemorySegment out = arena.allocate(ED25519_SIGNATURE_BYTES);
      MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_LONG, out.byteSize());
      module.call(Call.C_SIGN, handle, in, (long) message.length, out, length);
      return out.toArray(ValueLayout.JAVA_BYTE);
    }
  }

  void destroy(long object) {
    module.call(Call.C_DESTROY_OBJECT, handle, object);
  }

  /** AES-256-GCM with a tag of 16 bytes: the ciphertext and behind it the tag. */
  byte[] encrypt(long key, Mechanisms mechanisms, byte[] iv, byte[] aad, byte[] plain) {
    return gcm(Call.C_ENCRYPT_INIT, Call.C_ENCRYPT, key, mechanisms, iv, aad, plain);
  }

  /** The plaintext of what {@link #encrypt} made. */
  byte[] decrypt(long key, Mechanisms mechanisms, byte[] iv, byte[] aad, byte[] encrypted) {
    return gcm(Call.C_DECRYPT_INIT, Call.C_DECRYPT, key, mechanisms, iv, aad, encrypted);
  }

  private byte[] gcm(
      Call init, Call work, long key, Mechanisms mechanisms, byte[] iv, byte[] aad, byte[] data) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment params = gcmParams(arena, iv, aad);
      module.call(init, handle, mechanism(arena, mechanisms.aesGcm(), params), key);
      MemorySegment in = arena.allocateFrom(ValueLayout.JAVA_BYTE, data);
      MemorySegment out = arena.allocate(data.length + (long) TAG_BYTES);
      MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_LONG, out.byteSize());
      try {
        module.call(work, handle, in, (long) data.length, out, length);
        return out.asSlice(0, length.get(ValueLayout.JAVA_LONG, 0)).toArray(ValueLayout.JAVA_BYTE);
      } finally {
        in.fill((byte) 0);
        out.fill((byte) 0);
      }
    }
  }

  /** {@code CK_GCM_PARAMS}: pIv, ulIvLen, ulIvBits, pAAD, ulAADLen, ulTagBits. */
  private static MemorySegment gcmParams(Arena arena, byte[] iv, byte[] aad) {
    MemorySegment params = arena.allocate(GCM_PARAMS_BYTES, 8);
    params.set(ValueLayout.ADDRESS, 0, arena.allocateFrom(ValueLayout.JAVA_BYTE, iv));
    params.set(ValueLayout.JAVA_LONG, 8, iv.length);
    params.set(ValueLayout.JAVA_LONG, 16, iv.length * 8L);
    params.set(ValueLayout.ADDRESS, 24, arena.allocateFrom(ValueLayout.JAVA_BYTE, aad));
    params.set(ValueLayout.JAVA_LONG, 32, aad.length);
    params.set(ValueLayout.JAVA_LONG, 40, TAG_BYTES * 8L);
    return params;
  }

  /** {@code CK_MECHANISM}: mechanism, pParameter, ulParameterLen. */
  private static MemorySegment mechanism(Arena arena, long number, MemorySegment parameter) {
    MemorySegment mechanism = arena.allocate(MECHANISM_BYTES, 8);
    mechanism.set(ValueLayout.JAVA_LONG, 0, number);
    mechanism.set(ValueLayout.ADDRESS, 8, parameter);
    mechanism.set(ValueLayout.JAVA_LONG, 16, parameter.byteSize());
    return mechanism;
  }
}
