package dev.clef.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Copies records token by token and finds what the server would not read, so that a bad record does
 * not take its batch with it. Texts keep their characters, numbers their digits. Not thread-safe.
 */
final class RecordCopy {

  /** Half a mebibyte: hundreds of times an ordinary user. */
  static final int MAX_RECORD_BYTES = 1 << 19;

  /** The limits of the server's reader: UTF-16 units, UTF-8 bytes, characters, and levels. */
  static final int MAX_STRING_CHARS = 16 * 1024;

  static final int MAX_NAME_BYTES = 128;
  static final int MAX_NUMBER_CHARS = 32;
  static final int MAX_DEPTH = 30;

  private static final JsonFactory FACTORY = new JsonFactory();

  /** A record as it is sent. */
  record Copied(byte[] json, Optional<RecordReason> reason) {

    static Copied rejected(RecordReason reason) {
      byte[] text = ('"' + reason.code() + '"').getBytes(StandardCharsets.US_ASCII);
      return new Copied(text, Optional.of(reason));
    }
  }

  private final Deque<Set<String>> members = new ArrayDeque<>();
  private @Nullable RecordReason reason;

  /**
   * Copies the value at whose first token the parser stands, and leaves it at the last.
   *
   * @throws tools.jackson.core.JacksonException when it is no JSON
   */
  Copied of(JsonParser parser) {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return Copied.rejected(RecordReason.MALFORMED);
    }
    members.clear();
    reason = null;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(2048);
    try (JsonGenerator out = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
      int depth = 0;
      do {
        JsonToken token = parser.currentToken();
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        if (depth > MAX_DEPTH || bytes.size() > MAX_RECORD_BYTES) {
          reject(RecordReason.TOO_LARGE);
        }
        if (reason == null) {
          copy(parser, token, out);
        }
      } while (depth > 0 && parser.nextToken() != null);
    }
    if (bytes.size() > MAX_RECORD_BYTES) {
      reject(RecordReason.TOO_LARGE);
    }
    return reason == null
        ? new Copied(bytes.toByteArray(), Optional.empty())
        : Copied.rejected(reason);
  }

  private void copy(JsonParser parser, JsonToken token, JsonGenerator out) {
    switch (token) {
      case START_OBJECT -> {
        members.push(new HashSet<>());
        out.writeStartObject();
      }
      case END_OBJECT -> {
        members.pop();
        out.writeEndObject();
      }
      case START_ARRAY -> out.writeStartArray();
      case END_ARRAY -> out.writeEndArray();
      case PROPERTY_NAME -> {
        String name = parser.currentName();
        int nameBytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (isSendable(name, nameBytes, MAX_NAME_BYTES)) {
          if (members.getFirst().add(name)) {
            out.writeName(name);
          } else {
            reject(RecordReason.DUPLICATE_MEMBER);
          }
        }
      }
      case VALUE_STRING -> {
        String text = parser.getString();
        if (isSendable(text, text.length(), MAX_STRING_CHARS)) {
          out.writeString(text);
        }
      }
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
        String digits = parser.getString();
        if (isSendable(digits, digits.length(), MAX_NUMBER_CHARS)) {
          out.writeNumber(digits);
        }
      }
      case VALUE_TRUE -> out.writeBoolean(true);
      case VALUE_FALSE -> out.writeBoolean(false);
      case VALUE_NULL -> out.writeNull();
      case VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
          throw new IllegalStateException("JSON text has no such token");
    }
  }

  private boolean isSendable(String text, int size, int limit) {
    if (size > limit) {
      reject(RecordReason.TOO_LARGE);
    } else if (!isText(text)) {
      reject(RecordReason.NOT_TEXT);
    }
    return reason == null;
  }

  private void reject(RecordReason why) {
    if (reason == null) {
      reason = why;
    }
  }

  /** Whether every surrogate has its other half (RFC 7493 §2.1). */
  private static boolean isText(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (i + 1 == text.length()
            || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
          return false;
        }
        i++;
      }
    }
    return true;
  }
}
