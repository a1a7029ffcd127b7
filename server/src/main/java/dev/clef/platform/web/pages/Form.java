package dev.clef.platform.web.pages;

import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A form as a browser sends it ({@code application/x-www-form-urlencoded}, WHATWG URL §5), read
 * strictly: valid escapes, valid UTF-8, every name at most once. Line ends of text areas become
 * {@code \n}.
 */
public final class Form {

  private static final int MAX_FIELDS = 32;

  private final Map<String, String> values;

  private Form(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  /**
   * Reads the body of a request, through the bounds every body has.
   *
   * @throws Problem {@code malformed_request}
   */
  public static Form of(HttpServletRequest request) throws IOException {
    return parse(request.getInputStream().readAllBytes());
  }

  /**
   * Reads a body.
   *
   * @throws Problem {@code malformed_request}
   */
  static Form parse(byte[] body) {
    Map<String, String> values = new LinkedHashMap<>();
    String text = new String(body, StandardCharsets.ISO_8859_1);
    for (String pair : text.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
      if (values.put(name, value.replace("\r\n", "\n")) != null || values.size() > MAX_FIELDS) {
        throw malformed();
      }
    }
    return new Form(values);
  }

  private static String decode(String encoded) {
    byte[] bytes = new byte[encoded.length()];
    int length = 0;
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      if (c == '+') {
        bytes[length++] = ' ';
      } else if (c == '%') {
        if (i + 2 >= encoded.length()) {
          throw malformed();
        }
        int high = Character.digit(encoded.charAt(i + 1), 16);
        int low = Character.digit(encoded.charAt(i + 2), 16);
        if (high < 0 || low < 0) {
          throw malformed();
        }
        bytes[length++] = (byte) (high * 16 + low);
        i += 2;
      } else if (c < 0x80) {
        bytes[length++] = (byte) c;
      } else {
        throw malformed();
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, 0, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw malformed();
    }
  }

  private static Problem malformed() {
    return Problem.of(CommonProblem.MALFORMED_REQUEST);
  }

  /** What was entered, as it was entered; empty when the form has no such field. */
  public String get(String name) {
    return values.getOrDefault(name, "");
  }

  /** Likewise without white space around it; null when nothing else is left. */
  public @Nullable String entered(String name) {
    String value = get(name).strip();
    return value.isEmpty() ? null : value;
  }

  /** Whether a box was ticked. */
  public boolean isTicked(String name) {
    return values.containsKey(name);
  }

  /** Forms carry passwords. */
  @Override
  public String toString() {
    return "Form[<redacted>]";
  }
}
