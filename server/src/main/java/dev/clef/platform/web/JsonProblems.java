package dev.clef.platform.web;

import java.util.Collection;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.InvalidNullException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.PropertyBindingException;

/** What is wrong with a JSON body, told by names of our own records only. */
final class JsonProblems {

  private static final Pattern FIELD = Pattern.compile("[a-z][a-z0-9_]{0,62}");

  private JsonProblems() {}

  static Problem of(JacksonException failure) {
    if (failure instanceof PropertyBindingException) {
      // The name of an unknown field is text of the input: it is not repeated.
      return Problem.of(CommonProblem.UNKNOWN_FIELD);
    }
    if (!(failure instanceof DatabindException) && !(failure instanceof InputCoercionException)) {
      return Problem.of(CommonProblem.MALFORMED_JSON);
    }
    String path = path(failure);
    return path == null
        ? Problem.of(CommonProblem.MALFORMED_JSON)
        : Problem.field(path, reason(failure));
  }

  private static FieldReason reason(JacksonException failure) {
    return switch (failure) {
      case InputCoercionException _ -> FieldReason.OUT_OF_RANGE;
      case InvalidNullException _ -> FieldReason.REQUIRED;
      case MismatchedInputException mismatch when missing(mismatch) -> FieldReason.REQUIRED;
      case MismatchedInputException mismatch when wantsText(mismatch) -> FieldReason.NOT_TEXT;
      default -> FieldReason.INVALID;
    };
  }

  /** Jackson reports an absent required property at the end of its object. */
  private static boolean missing(MismatchedInputException mismatch) {
    JsonToken token = mismatch.getCurrentToken();
    return token == JsonToken.END_OBJECT || token == JsonToken.VALUE_NULL;
  }

  private static boolean wantsText(MismatchedInputException mismatch) {
    return String.class.equals(mismatch.getTargetType());
  }

  /** Null when the place has no name of ours: the top level, or below a map with free keys. */
  private static @Nullable String path(JacksonException failure) {
    StringBuilder path = new StringBuilder();
    for (JacksonException.Reference step : failure.getPath()) {
      String name = step.getPropertyName();
      if (step.from() instanceof Map || isMap(step.from())) {
        break;
      } else if (name == null || step.from() instanceof Collection) {
        path.append('[').append(step.getIndex()).append(']');
      } else if (FIELD.matcher(name).matches()) {
        path.append(path.isEmpty() ? "" : ".").append(name);
      } else {
        break;
      }
    }
    return path.isEmpty() || path.charAt(0) == '[' ? null : path.toString();
  }

  private static boolean isMap(@Nullable Object from) {
    return from instanceof Class<?> type && Map.class.isAssignableFrom(type);
  }
}
