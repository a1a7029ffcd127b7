package dev.clef.openid;

import dev.clef.keys.Handover;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An application may want somebody to prove anew who they are: by {@code prompt=login}, or by
 * {@code max_age} in seconds (OpenID Connect Core §3.1.2.1). From when on a sign-in counts is added
 * to the request on its way past the sign-in, sealed: nobody can say that for themselves.
 * Thread-safe.
 */
public final class FreshSignIn {

  private static final String SINCE = "clef_since";
  private static final String ATTRIBUTE = FreshSignIn.class.getName();
  private static final String PURPOSE = "openid-since";
  private static final Duration VALID = Duration.ofMinutes(30);

  private final Handover handover;
  private final Clock clock;

  FreshSignIn(Handover handover, Clock clock) {
    this.handover = handover;
    this.clock = clock;
  }

  /**
   * Whether a sign-in is fresh enough for a request.
   *
   * @param asked the parameters of the request
   * @param carrier the request that carried them, or a reference to them
   */
  boolean isEnough(Map<String, Object> asked, Instant authenticatedAt, HttpServletRequest carrier) {
    boolean login = asked.get("prompt") instanceof String prompt && hasLogin(prompt);
    boolean tooOld = asked.get("max_age") instanceof String age && isOver(age, authenticatedAt);
    if (!login && !tooOld) {
      return true;
    }
    return since(carrier.getParameter(SINCE))
        .filter(since -> !authenticatedAt.isBefore(since))
        .isPresent();
  }

  /** From now on a sign-in counts for this request. */
  void ask(HttpServletRequest request) {
    String now = Long.toString(clock.instant().toEpochMilli());
    request.setAttribute(ATTRIBUTE, SINCE + "=" + handover.seal(PURPOSE, now, VALID));
  }

  /** What a request that is asked again after a sign-in says more; empty for ordinary ones. */
  public static Optional<String> addition(HttpServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof String addition
        ? Optional.of(addition)
        : Optional.empty();
  }

  private Optional<Instant> since(@Nullable String sealed) {
    return sealed == null
        ? Optional.empty()
        : handover.open(PURPOSE, sealed).map(Long::parseLong).map(Instant::ofEpochMilli);
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
