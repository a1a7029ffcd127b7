package dev.clef.platform.web;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A refusal a client is meant to see. It carries no text of the input and no stack trace: throwing
 * one is ordinary and cheap.
 */
public final class Problem extends RuntimeException {

  private final transient ProblemType type;
  private final transient List<Field> fields;
  private final transient @Nullable Duration retryAfter;

  /**
   * One refused field.
   *
   * @param name the name as the API documents it, such as {@code date_of_birth} or {@code
   *     items[2].name}; never text of the request
   */
  public record Field(String name, FieldReason reason) {}

  private Problem(ProblemType type, List<Field> fields, @Nullable Duration retryAfter) {
    super(type.code(), null, false, false);
    this.type = type;
    this.fields = List.copyOf(fields);
    this.retryAfter = retryAfter;
  }

  /** A problem about the request as a whole. */
  public static Problem of(ProblemType type) {
    return new Problem(type, List.of(), null);
  }

  /** One wrong field. */
  public static Problem field(String name, FieldReason reason) {
    return fields(List.of(new Field(name, reason)));
  }

  /** Several wrong fields at once. */
  public static Problem fields(List<Field> fields) {
    return new Problem(CommonProblem.INVALID_FIELDS, fields, null);
  }

  /** A problem that goes away by waiting; the wait is told in whole seconds, rounded up. */
  public static Problem retryAfter(ProblemType type, Duration wait) {
    return new Problem(type, List.of(), wait);
  }

  public ProblemType type() {
    return type;
  }

  public List<Field> fields() {
    return fields;
  }

  public @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
