package dev.clef.demo;

/** What makes an invented listener different from others; decides the story. */
enum Kind {
  REGISTERED(208),
  ERASED(13),
  /** Signed up with a wrong birth date and corrected it: a child without a parent's consent. */
  CHILD_BY_CORRECTION(4),
  IMPORTED(28),
  IMPORTED_ERASED(3),
  IMPORTED_CHILD(10),
  IMPORTED_DISABLED(5),
  /** Switched off in the other system between the first import and the second. */
  DISABLED_LATER(3),
  WITH_AUTHENTICATOR(12),
  MUST_CHANGE_PASSWORD(8),
  WITHOUT_BIRTH_DATE(6);

  private final int people;

  Kind(int people) {
    this.people = people;
  }

  /** How many there are. */
  int people() {
    return people;
  }

  boolean isImported() {
    return switch (this) {
      case REGISTERED, ERASED, CHILD_BY_CORRECTION -> false;
      case IMPORTED,
          IMPORTED_ERASED,
          IMPORTED_CHILD,
          IMPORTED_DISABLED,
          DISABLED_LATER,
          WITH_AUTHENTICATOR,
          MUST_CHANGE_PASSWORD,
          WITHOUT_BIRTH_DATE ->
          true;
    };
  }

  boolean isChild() {
    return this == CHILD_BY_CORRECTION || this == IMPORTED_CHILD;
  }

  boolean isErased() {
    return this == ERASED || this == IMPORTED_ERASED;
  }

  /** Whether somebody of this kind sees more than what stands in the way first. */
  boolean isFree() {
    return switch (this) {
      case REGISTERED, IMPORTED, WITH_AUTHENTICATOR, DISABLED_LATER, ERASED, IMPORTED_ERASED ->
          true;
      case CHILD_BY_CORRECTION,
          IMPORTED_CHILD,
          IMPORTED_DISABLED,
          MUST_CHANGE_PASSWORD,
          WITHOUT_BIRTH_DATE ->
          false;
    };
  }
}
