package dev.clef.platform.web.pages;

import dev.clef.platform.web.Problem;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A form as it is shown: what was typed so far, and what is wrong with it. Passwords and codes are
 * never shown again.
 */
public final class Filled {

  private final Function<String, String> values;
  private final Map<String, String> wrong = new LinkedHashMap<>();

  private Filled(Function<String, String> values) {
    this.values = values;
  }

  public static Filled nothing() {
    return new Filled(_ -> "");
  }

  /** What was typed. */
  public static Filled with(Form form) {
    return new Filled(form::get);
  }

  /** One field with what it holds now. */
  public static Filled holding(String field, String value) {
    return new Filled(name -> name.equals(field) ? value : "");
  }

  /** These fields with what they hold now. */
  public static Filled holding(Map<String, String> values) {
    return new Filled(name -> values.getOrDefault(name, ""));
  }

  /** Notes the fields a problem is about, in the words of {@code error.REASON}. */
  public Filled refused(Problem problem) {
    problem.fields().forEach(field -> wrong.put(field.name(), "error." + field.reason().code()));
    return this;
  }

  /** Notes one wrong field; {@code message} is the key of a message. */
  public Filled wrong(String field, String message) {
    wrong.put(field, message);
    return this;
  }

  public boolean isWrong() {
    return !wrong.isEmpty();
  }

  /** For templates: what was typed into a field. */
  public String value(String field) {
    return values.apply(field);
  }

  /** For templates: the key of what is wrong with a field, or null. */
  public @Nullable String error(String field) {
    return wrong.get(field);
  }

  /** For templates: every wrong field and the key of its message, in the order of the form. */
  public Map<String, String> errors() {
    return wrong;
  }
}
