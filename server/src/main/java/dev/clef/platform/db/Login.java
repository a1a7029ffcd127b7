package dev.clef.platform.db;

/**
 * A role of a database and its password; prints without the password.
 *
 * @param role the name in PostgreSQL
 */
public record Login(String role, String password) {

  @Override
  public String toString() {
    return "Login[" + role + "]";
  }
}
