package dev.clef.siem;

/** The classes of OCSF 1.8.0 that events of the log are given, by their numbers there. */
enum OcsfClass {
  AUTHENTICATION(3, 3002),
  ACCOUNT_CHANGE(3, 3001),
  ENTITY_MANAGEMENT(3, 3004),
  API_ACTIVITY(6, 6003);

  private final int category;
  private final int number;

  OcsfClass(int category, int number) {
    this.category = category;
    this.number = number;
  }

  int category() {
    return category;
  }

  int number() {
    return number;
  }

  static OcsfClass of(String type) {
    if (type.contains("sign_in.")
        || type.startsWith("application.")
        || type.endsWith("session.ended")) {
      return AUTHENTICATION;
    }
    if (type.startsWith("data.")) {
      return API_ACTIVITY;
    }
    if (type.startsWith("account.")
        || type.startsWith("password.")
        || type.startsWith("erasure.")
        || (type.startsWith("staff.") && !type.startsWith("staff.session."))
        || type.equals("person.erased")) {
      return ACCOUNT_CHANGE;
    }
    return ENTITY_MANAGEMENT;
  }

  /** The activity within the class; 99 is another one, which the name of the type says. */
  int activity(String type) {
    return switch (this) {
      case AUTHENTICATION -> type.endsWith("ended") ? 2 : 1;
      case API_ACTIVITY ->
          switch (type) {
            case "data.read", "data.refused", "data.corrupt" -> 2;
            case "data.written", "data.key_replaced", "data.index_key_replaced" -> 3;
            default -> 99;
          };
      case ACCOUNT_CHANGE ->
          switch (type) {
            case "account.created", "account.imported", "staff.setup.completed" -> 1;
            case "password.changed" -> 3;
            case "staff.removed", "person.erased", "erasure.requested", "erasure.replayed" -> 6;
            default -> 99;
          };
      case ENTITY_MANAGEMENT -> 99;
    };
  }
}
