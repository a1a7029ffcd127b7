package dev.clef.openid;

import dev.clef.identity.EmailConfirmation;
import dev.clef.subject.SubjectId;
import dev.clef.vault.Access;
import dev.clef.vault.AccessDenied;
import dev.clef.vault.FieldValue;
import dev.clef.vault.Vault;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What an application is told about a person, by what it was granted (OpenID Connect Core §5.4).
 * Each telling is a read of the vault, logged with the application as who reads; the name for this
 * application alone is none. Thread-safe.
 */
final class UserInfo {

  private static final Map<String, List<String>> FIELDS =
      Map.of(
          "profile",
          List.of("username", "given_name", "family_name", "display_name", "locale"),
          "email",
          List.of("email"));

  private final Vault vault;
  private final Subjects subjects;
  private final EmailConfirmation confirmation;

  UserInfo(Vault vault, Subjects subjects, EmailConfirmation confirmation) {
    this.vault = vault;
    this.subjects = subjects;
    this.confirmation = confirmation;
  }

  Map<String, Object> of(Families.Grant grant) {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("sub", subjects.of(grant.client(), grant.subject()));
    Set<String> fields = fields(grant.scopes());
    if (!fields.isEmpty()) {
      Map<String, FieldValue> values = read(grant.subject(), fields, grant.client());
      put(claims, "preferred_username", values.get("username"));
      put(claims, "given_name", values.get("given_name"));
      put(claims, "family_name", values.get("family_name"));
      put(claims, "name", values.get("display_name"));
      put(claims, "locale", values.get("locale"));
      FieldValue email = values.get("email");
      if (email != null) {
        put(claims, "email", email);
        claims.put("email_verified", confirmation.isConfirmed(grant.subject(), email.text()));
      }
    }
    return claims;
  }

  /** The names of the fields these scopes open. */
  static Set<String> fields(List<String> scopes) {
    Set<String> fields = new TreeSet<>();
    scopes.forEach(scope -> fields.addAll(FIELDS.getOrDefault(scope, List.of())));
    return fields;
  }

  /** Nothing when it is not granted now, for example while processing is restricted. */
  private Map<String, FieldValue> read(SubjectId subject, Set<String> fields, Client client) {
    try {
      return vault.read(subject, fields, Access.application(client.clientId()));
    } catch (AccessDenied e) {
      return Map.of(); // logged where it was denied
    }
  }

  private static void put(Map<String, Object> claims, String name, @Nullable FieldValue value) {
    if (value != null) {
      claims.put(name, value.text());
    }
  }
}
