package dev.clef.openid;

import dev.clef.identity.SignedIn;
import dev.clef.identity.credentials.TokenHash;
import dev.clef.keys.Handover;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An application may want somebody to prove anew who they are: by {@code prompt=login}, or by
 * {@code max_age} in seconds (OpenID Connect Core §3.1.2.1). From when on a sign-in counts is added
 * to the request on its way past the sign-in, sealed together with what the request is: nobody can
 * say that for themselves, or take it from one request to another. Thread-safe.
 */
public final class FreshSignIn {

  private static final String SINCE = "clef_since";
  private static final String ATTRIBUTE = FreshSignIn.class.getName();
  private static final String PURPOSE = "openid-since";
  private static final Duration VALID = Duration.ofMinutes(30);

  /** What makes a request the one it is. */
  private static final List<String> BOUND =
      List.of("client_id", "redirect_uri", "state", "nonce", "code_challenge", "request_uri");

  private final Handover handover;
  private final Clock clock;

  FreshSignIn(Handover handover, Clock clock) {
    this.handover = handover;
    this.clock = clock;
  }

  /**
   * Whether a sign-in is fresh and sure enough for a request. How sure is a wish ({@code
   * acr_values}, §3.1.2.1): it is asked for once, and then whatever somebody could prove has to do.
   *
   * @param asked the parameters of the request
   * @param carrier the request that carried them, or a reference to them
   */
  boolean isEnough(Map<String, Object> asked, SignedIn me, HttpServletRequest carrier) {
    Instant authenticatedAt = me.authenticatedAt();
    boolean login = asked.get("prompt") instanceof String prompt && hasLogin(prompt);
    boolean tooOld = asked.get("max_age") instanceof String age && isOver(age, authenticatedAt);
    boolean tooWeak =
        asked.get("acr_values") instanceof String wishes
            && !Acr.isMet(wishes, me.latest().assurance());
    if (!login && !tooOld && !tooWeak) {
      return true;
    }
    return since(carrier).filter(since -> !authenticatedAt.isBefore(since)).isPresent();
  }

  /** From now on a sign-in counts for this request. */
  void ask(HttpServletRequest request) {
    String from = clock.instant().toEpochMilli() + " " + digest(request);
    request.setAttribute(ATTRIBUTE, SINCE + "=" + handover.seal(PURPOSE, from, VALID));
  }

  /** What a request that is asked again after a sign-in says more; empty for ordinary ones. */
  public static Optional<String> addition(HttpServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof String addition
        ? Optional.of(addition)
        : Optional.empty();
  }

  /** A query without what was added to it before, which counts no more. */
  public static String withoutAddition(String query) {
    return Arrays.stream(query.split("&", -1))
        .filter(one -> !one.startsWith(SINCE + "="))
        .collect(Collectors.joining("&"));
  }

  private Optional<Instant> since(HttpServletRequest carrier) {
    String sealed = carrier.getParameter(SINCE);
    if (sealed == null) {
      return Optional.empty();
    }
    return handover
        .open(PURPOSE, sealed)
        .map(text -> text.split(" ", 2))
        .filter(parts -> parts.length == 2 && parts[1].equals(digest(carrier)))
        .map(parts -> Instant.ofEpochMilli(Long.parseLong(parts[0])));
  }

  /** The SHA-256 of what is bound, in hexadecimal digits; lengths keep values apart. */
  private static String digest(HttpServletRequest request) {
    StringBuilder bound = new StringBuilder();
    for (String name : BOUND) {
      String value = request.getParameter(name);
      bound.append(value == null ? "-" : value.length() + ":" + value);
    }
    return HexFormat.of().formatHex(TokenHash.of(bound.toString()));
  }

  private static boolean hasLogin(String prompt) {
    return List.of(prompt.split(" ", -1)).contains("login");
  }

  /** What is no number is taken for the strictest. */
  private boolean isOver(String age, Instant authenticatedAt) {
    long seconds = age.matches("[0-9]{1,9}") ? Long.parseLong(age) : 0;
    return authenticatedAt.plusSeconds(seconds).isBefore(clock.instant());
  }
}
