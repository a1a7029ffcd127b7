package dev.clef.subject;

/**
 * A tenant; there is one, and every table carries its name so that a second one changes no format.
 */
public record Tenant(String id) {

  /** The only tenant. */
  public static final Tenant DEFAULT = new Tenant("default");
}
