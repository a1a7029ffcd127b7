package dev.clef.rights;

import dev.clef.subject.Purpose;
import dev.clef.subject.Role;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Why somebody should look at an entry about them. The whole rule is here; the codes stand in the
 * API: never rename one. Where several fit, the first of them is told.
 */
public enum Notable {
  /** Access past the ordinary rules, in an emergency. */
  BREAK_GLASS,
  /** A member of staff did it, or tried to. */
  STAFF,
  /** Whoever holds the operator token did it, or tried to. */
  OPERATOR,
  /** Done by a kind of actor this version does not know: not taken for harmless. */
  UNKNOWN_ACTOR,
  /** Somebody tried and was refused. */
  REFUSED,
  /** A sign-in that failed. */
  FAILED,
  /** Something stored was found damaged. */
  DAMAGED,
  /** The service read for another purpose than checking who somebody is. */
  OTHER_PURPOSE,
  /** A read in an hour with far more entries than the person's hours usually have. */
  MANY_READS;

  private static final String BREAK = "break_glass";
  private static final String READ = "data.read";

  /** The name in the API. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * What is notable about an entry; empty for the ordinary.
   *
   * @param event the members of the event
   * @param at when
   * @param pace how busy the person's hours are
   */
  static Optional<Notable> of(Map<String, String> event, Instant at, Pace pace) {
    String type = event.getOrDefault("type", "");
    if (type.startsWith(BREAK) || event.containsKey(BREAK)) {
      return Optional.of(BREAK_GLASS);
    }
    Optional<Notable> actor = actor(event.getOrDefault("actor", "").split(":", 2)[0]);
    if (actor.isPresent()) {
      return actor;
    }
    if (type.endsWith("refused")) {
      return Optional.of(REFUSED);
    }
    if (type.endsWith("failed")) {
      return Optional.of(FAILED);
    }
    if (type.endsWith("corrupt")) {
      return Optional.of(DAMAGED);
    }
    if (!type.equals(READ)) {
      return Optional.empty();
    }
    if (isServiceReadingForMore(event)) {
      return Optional.of(OTHER_PURPOSE);
    }
    return pace.isFarAboveUsual(at) ? Optional.of(MANY_READS) : Optional.empty();
  }

  private static Optional<Notable> actor(String kind) {
    if (kind.equals(Role.LISTENER.code())
        || kind.equals(Role.SERVICE.code())
        || kind.equals(Role.CLIENT.code())) {
      return Optional.empty();
    }
    if (kind.equals(Role.STAFF.code())) {
      return Optional.of(STAFF);
    }
    return Optional.of(kind.equals(Role.OPERATOR.code()) ? OPERATOR : UNKNOWN_ACTOR);
  }

  private static boolean isServiceReadingForMore(Map<String, String> event) {
    return event.getOrDefault("actor", "").equals(Role.SERVICE.code())
        && !event.getOrDefault("purpose", "").equals(Purpose.AUTHENTICATION.code());
  }
}
