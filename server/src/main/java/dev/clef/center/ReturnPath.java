package dev.clef.center;

import dev.clef.keys.Handover;
import dev.clef.openid.FreshSignIn;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Optional;

/**
 * The way back to an address with a query, such as the request of an application, past the sign-in:
 * it travels sealed in a path, so that nobody else can say where somebody is sent, and what an
 * application put into its request stands in no further address. Thread-safe.
 */
final class ReturnPath {

  /** Where the ways back are; what is sealed follows. */
  static final String PLACE = "/go/";

  private static final String PURPOSE = "return";
  private static final Duration VALID = Duration.ofMinutes(30);

  private final Handover handover;

  ReturnPath(Handover handover) {
    this.handover = handover;
  }

  /** A path that leads to what was asked for. */
  String to(HttpServletRequest request) {
    String query = request.getQueryString();
    String asked = query == null ? "" : "?" + FreshSignIn.withoutAddition(query);
    String more = FreshSignIn.addition(request).map(one -> "&" + one).orElse("");
    return PLACE + handover.seal(PURPOSE, request.getRequestURI() + asked + more, VALID);
  }

  /** Where a path leads; empty when it is too old, or none of ours. */
  Optional<String> open(String sealed) {
    return handover.open(PURPOSE, sealed);
  }
}
