package dev.clef.audit;

import java.util.UUID;

/**
 * Who acted. A listener has no identifier here: that a listener acted on their own data stands in
 * the event, which one stands in the part of the entry only the person's key opens.
 *
 * @param kind the role
 * @param id a pseudonym for staff and machines; empty for listeners and the service
 */
public record Actor(String kind, String id) {

  /** The person the entry is about. */
  public static final Actor LISTENER = new Actor("listener", "");

  /** Clef itself. */
  public static final Actor SERVICE = new Actor("service", "");

  /** Whoever holds the operator token of the data folder. */
  public static final Actor OPERATOR = new Actor("operator", "");

  /** A member of staff, by the random identifier of the staff account. */
  public static Actor staff(UUID staffId) {
    return new Actor("staff", staffId.toString());
  }

  /** The form in log entries: {@code kind} or {@code kind:id}. */
  public String code() {
    return id.isEmpty() ? kind : kind + ":" + id;
  }
}
