package dev.clef.siem;

import dev.clef.audit.EventFeed.Event;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * An event of the log as an event of OCSF 1.8.0 (schema.ocsf.io): the required attributes of its
 * class, and everything else the log says under {@code unmapped}. Where requests come from is not
 * in the log, so the required source of an API activity is the service.
 */
final class OcsfEvent {

  static final String VERSION = "1.8.0";

  private static final int INFORMATIONAL = 1;
  private static final int LOW = 2;
  private static final int MEDIUM = 3;
  private static final int HIGH = 4;
  private static final int SUCCESS = 1;
  private static final int FAILURE = 2;
  private static final String SERVICE = "clef";
  private static final String NOBODY = "unknown";
  private static final Pattern FAILED = Pattern.compile(".*\\.(?:failed|refused|corrupt)");

  private OcsfEvent() {}

  static Map<String, Object> of(Event event) {
    String type = event.members().getOrDefault("type", "unknown");
    OcsfClass as = OcsfClass.of(type);
    int activity = as.activity(type);
    Map<String, Object> made = new LinkedHashMap<>();
    made.put("category_uid", as.category());
    made.put("class_uid", as.number());
    made.put("activity_id", activity);
    made.put("activity_name", type);
    made.put("type_uid", as.number() * 100L + activity);
    made.put("time", event.at().toEpochMilli());
    made.put("severity_id", severity(event, type));
    made.put("status_id", FAILED.matcher(type).matches() ? FAILURE : SUCCESS);
    made.put("metadata", metadata(event, type));
    switch (as) {
      case AUTHENTICATION -> {
        made.put("user", subject(event));
        made.put("service", Map.of("name", SERVICE));
      }
      case ACCOUNT_CHANGE -> {
        made.put("user", subject(event));
        made.put("actor", actor(event));
      }
      case API_ACTIVITY -> {
        made.put("actor", actor(event));
        made.put("api", Map.of("operation", type));
        made.put("src_endpoint", Map.of("svc_name", SERVICE));
        made.put("resources", List.of(Map.of("type", "person", "uid", uid(event))));
      }
      case ENTITY_MANAGEMENT -> {
        made.put("actor", actor(event));
        made.put("entity", Map.of("name", type.split("\\.", 2)[0], "type_id", 99, "type", "Other"));
      }
    }
    Map<String, String> rest = new TreeMap<>(event.members());
    rest.keySet().removeAll(List.of("type", "time"));
    made.put("unmapped", rest);
    return made;
  }

  private static Map<String, Object> metadata(Event event, String type) {
    return Map.of(
        "version",
        VERSION,
        "product",
        Map.of("name", "Clef", "vendor_name", "Clef"),
        "log_name",
        "transparency",
        "event_code",
        type,
        "sequence",
        event.index(),
        "uid",
        event.uid());
  }

  /** Whatever staff do in an emergency without approval is for somebody to look at. */
  private static int severity(Event event, String type) {
    if (event.members().containsKey("break_glass") && !type.equals("break_glass.reviewed")) {
      return HIGH;
    }
    return switch (type) {
      case "data.corrupt", "database.restored", "log.begun_anew", "log.fork_suspected" -> HIGH;
      case "data.refused",
          "staff.sign_in.failed",
          "staff.setup.failed",
          "elevation.refused",
          "break_glass.reviewed",
          "staff.session.proof_failed",
          "staff.renewed" ->
          MEDIUM;
      default -> type.endsWith(".failed") || type.endsWith(".refused") ? LOW : INFORMATIONAL;
    };
  }

  /** Whose account it is: of a member of staff who acts for themselves, else of the person. */
  private static Map<String, Object> subject(Event event) {
    String actor = event.members().getOrDefault("actor", "");
    if (event.person() == null && actor.startsWith("staff:")) {
      return Map.of("uid", actor, "type_id", 2, "type", "Admin");
    }
    return Map.of("uid", uid(event), "type_id", 1, "type", "User");
  }

  private static String uid(Event event) {
    return event.person() == null ? NOBODY : event.person();
  }

  private static Map<String, Object> actor(Event event) {
    String actor = event.members().getOrDefault("actor", SERVICE).toLowerCase(Locale.ROOT);
    if (actor.equals("service")) {
      return Map.of("app_name", SERVICE);
    }
    return Map.of("user", Map.of("uid", actor.equals("listener") ? uid(event) : actor));
  }
}
