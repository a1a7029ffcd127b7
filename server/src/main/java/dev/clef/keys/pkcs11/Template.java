package dev.clef.keys.pkcs11;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A list of {@code CK_ATTRIBUTE}: type, pointer to the value, length. */
final class Template {

  static final long CKA_CLASS = 0x00;
  static final long CKA_TOKEN = 0x01;
  static final long CKA_PRIVATE = 0x02;
  static final long CKA_LABEL = 0x03;
  static final long CKA_KEY_TYPE = 0x100;
  static final long CKA_ID = 0x102;
  static final long CKA_SENSITIVE = 0x103;
  static final long CKA_ENCRYPT = 0x104;
  static final long CKA_DECRYPT = 0x105;
  static final long CKA_WRAP = 0x106;
  static final long CKA_UNWRAP = 0x107;
  static final long CKA_SIGN = 0x108;
  static final long CKA_VERIFY = 0x10A;
  static final long CKA_VALUE_LEN = 0x161;
  static final long CKA_EXTRACTABLE = 0x162;
  static final long CKA_EC_PARAMS = 0x180;
  static final long CKA_EC_POINT = 0x181;

  static final long CKO_PUBLIC_KEY = 2;
  static final long CKO_PRIVATE_KEY = 3;
  static final long CKO_SECRET_KEY = 4;
  static final long CKK_AES = 0x1F;
  static final long CKK_EC_EDWARDS = 0x40;

  private static final long ATTRIBUTE_BYTES = 24;

  private record Attribute(long type, MemorySegment value) {}

  private final Arena arena;
  private final List<Attribute> attributes = new ArrayList<>();

  Template(Arena arena) {
    this.arena = arena;
  }

  Template with(long type, long value) {
    attributes.add(new Attribute(type, arena.allocateFrom(ValueLayout.JAVA_LONG, value)));
    return this;
  }

  Template with(long type, boolean value) {
    attributes.add(
        new Attribute(type, arena.allocateFrom(ValueLayout.JAVA_BYTE, (byte) (value ? 1 : 0))));
    return this;
  }

  Template with(long type, String value) {
    byte[] text = value.getBytes(StandardCharsets.UTF_8);
    attributes.add(new Attribute(type, arena.allocateFrom(ValueLayout.JAVA_BYTE, text)));
    return this;
  }

  Template with(long type, byte[] value) {
    attributes.add(new Attribute(type, arena.allocateFrom(ValueLayout.JAVA_BYTE, value)));
    return this;
  }

  /** Room for a value to be read. */
  Template room(long type, long bytes) {
    attributes.add(new Attribute(type, arena.allocate(bytes)));
    return this;
  }

  int size() {
    return attributes.size();
  }

  MemorySegment segment() {
    MemorySegment list = arena.allocate(ATTRIBUTE_BYTES * attributes.size(), 8);
    for (int i = 0; i < attributes.size(); i++) {
      Attribute attribute = attributes.get(i);
      long at = i * ATTRIBUTE_BYTES;
      list.set(ValueLayout.JAVA_LONG, at, attribute.type());
      list.set(ValueLayout.ADDRESS, at + 8, attribute.value());
      list.set(ValueLayout.JAVA_LONG, at + 16, attribute.value().byteSize());
    }
    return list;
  }

  /** The bytes that were read into the only attribute of {@code list}, this template's segment. */
  byte[] onlyValue(MemorySegment list) {
    long length = list.get(ValueLayout.JAVA_LONG, 16);
    return attributes.getFirst().value().asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
  }
}
