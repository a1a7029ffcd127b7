package dev.clef.demo;

import dev.clef.identity.credentials.Argon2Parameters;
import dev.clef.identity.credentials.PasswordHash;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes an invented person as Keycloak exports users, for those who come by an import. */
final class KeycloakUser {

  private static final JsonMapper JSON = JsonMapper.shared();

  private KeycloakUser() {}

  static JsonNode of(
      Person person, PasswordHash hash, LocalDate today, Instant at, boolean enabled) {
    ObjectNode user = JSON.createObjectNode();
    user.put("id", "invented-" + person.number());
    user.put("username", person.username());
    user.put("firstName", person.given().written());
    user.put("lastName", person.family().written());
    user.put("email", person.email());
    user.put("emailVerified", person.verified());
    user.put("enabled", enabled);
    user.put(
        "createdTimestamp", at.minusSeconds(86_400L * (100 + 9L * person.number())).toEpochMilli());
    attributes(user.putObject("attributes"), person, today);
    ArrayNode credentials = user.putArray("credentials");
    if (hash.derivation() instanceof Argon2Parameters argon2) {
      credentials.add(password(hash, argon2));
    }
    if (person.kind() == Kind.WITH_AUTHENTICATOR) {
      credentials.add(authenticator());
    }
    if (person.kind() == Kind.MUST_CHANGE_PASSWORD) {
      user.putArray("requiredActions").add("UPDATE_PASSWORD");
    }
    return user;
  }

  private static void attributes(ObjectNode attributes, Person person, LocalDate today) {
    if (person.kind() != Kind.WITHOUT_BIRTH_DATE) {
      attributes.putArray("birthdate").add(person.birthDate(today).toString());
    }
    attributes.putArray("country").add(person.place().country());
    attributes.putArray("locale").add(person.place().locale());
    attributes.putArray("favourite_genre").add(person.number() % 2 == 0 ? "jazz" : "chamber pop");
  }

  private static JsonNode password(PasswordHash hash, Argon2Parameters argon2) {
    Base64.Encoder base64 = Base64.getEncoder();
    return credential(
        "password",
        Map.of(
            "algorithm",
            "argon2",
            "hashIterations",
            argon2.iterations(),
            "additionalParameters",
            Map.of(
                "type", List.of("id"),
                "version", List.of("1.3"),
                "memory", List.of("" + argon2.memoryKib()),
                "parallelism", List.of("" + argon2.parallelism()),
                "hashLength", List.of("" + hash.hash().length()))),
        Map.of(
            "value", base64.encodeToString(hash.hash().bytes()),
            "salt", base64.encodeToString(hash.salt().bytes())));
  }

  private static JsonNode authenticator() {
    return credential(
        "otp",
        Map.of("subType", "totp", "algorithm", "HmacSHA1", "digits", 6, "period", 30),
        Map.of("value", Authenticator.SECRET));
  }

  private static JsonNode credential(String type, Object how, Object secret) {
    ObjectNode credential = JSON.createObjectNode();
    credential.put("type", type);
    credential.put("credentialData", JSON.writeValueAsString(how));
    credential.put("secretData", JSON.writeValueAsString(secret));
    return credential;
  }
}
