package dev.clef.platform.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;

/**
 * The name of one request in our logs and in the answer. Always made here: a name a client could
 * choose would let it forge lines of the log.
 */
public final class RequestId {

  /** The response header. */
  public static final String HEADER = "X-Request-Id";

  static final String ATTRIBUTE = RequestId.class.getName();

  private RequestId() {}

  /** The id of this request; {@code "none"} only before the first filter ran. */
  public static String of(HttpServletRequest request) {
    return Objects.toString(request.getAttribute(ATTRIBUTE), "none");
  }
}
