package dev.clef.identity.imports;

import dev.clef.consent.Ages;
import dev.clef.identity.credentials.KeycloakCredential;
import dev.clef.identity.imports.Mapped.Refused;
import dev.clef.vault.Fields.Profile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Maps a user of a Keycloak realm export (the {@code users} array, versions 20 to 26). */
final class KeycloakMapper implements RecordMapper {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Map<String, Profile> ATTRIBUTES =
      Map.of(
          "birthdate", Profile.BIRTH_DATE,
          "country", Profile.COUNTRY,
          "locale", Profile.LOCALE,
          "phone_number", Profile.PHONE_NUMBER);

  /** What else an export says of a user: kept together in one field. */
  private static final List<String> REST =
      List.of("realmRoles", "clientRoles", "groups", "clientConsents", "federatedIdentities");

  private static final String REST_ATTRIBUTE = "keycloak:account";

  private final Ages ages;

  KeycloakMapper(Ages ages) {
    this.ages = ages;
  }

  @Override
  public Mapped map(JsonNode user) {
    if (!user.isObject()) {
      return new Refused(Reason.said(user.asString("")));
    }
    if (user.hasNonNull("serviceAccountClientId")) {
      return new Refused(Reason.SERVICE_ACCOUNT);
    }
    String id = text(user, "id");
    String username = text(user, "username");
    Refused refusal = PersonDraft.refusal(id, username);
    return refusal == null ? person(user, id, username) : refusal;
  }

  private Mapped person(JsonNode user, String id, String username) {
    PersonDraft draft = new PersonDraft(ages);
    draft.text(Profile.GIVEN_NAME, text(user, "firstName"));
    draft.text(Profile.FAMILY_NAME, text(user, "lastName"));
    draft.email(text(user, "email"));
    user.path("attributes")
        .propertyStream()
        .forEach(member -> attribute(draft, member.getKey(), values(member.getValue())));
    rest(draft, user);
    user.path("credentials").forEach(credential -> credential(draft, credential));
    for (JsonNode action : user.path("requiredActions")) {
      if (action.asString("").equals("UPDATE_PASSWORD")) {
        draft.mustChangePassword();
      }
    }
    return draft.person(
        id,
        username,
        user.path("emailVerified").asBoolean(false),
        user.path("enabled").asBoolean(true),
        Instant.ofEpochMilli(user.path("createdTimestamp").asLong(0)));
  }

  private static void attribute(PersonDraft draft, String name, List<String> values) {
    Profile field = ATTRIBUTES.get(name);
    if (field == null) {
      draft.keep(name, values);
    } else {
      draft.profile(name, field, values);
    }
  }

  private static void rest(PersonDraft draft, JsonNode user) {
    ObjectNode rest = JSON.createObjectNode();
    for (String name : REST) {
      JsonNode value = user.path(name);
      if (!value.isMissingNode() && !value.isEmpty()) {
        rest.set(name, value);
      }
    }
    if (!rest.isEmpty()) {
      draft.keepRest(REST_ATTRIBUTE, JSON.writeValueAsBytes(rest));
    }
    if (rest.has("federatedIdentities")) {
      draft.mark("social");
    }
  }

  private static void credential(PersonDraft draft, JsonNode credential) {
    String how = text(credential, "credentialData");
    String secret = text(credential, "secretData");
    switch (text(credential, "type")) {
      case "password" -> draft.password(KeycloakCredential.parse(how, secret));
      case "otp" -> draft.totp(KeycloakCredential.parseOtp(how, secret));
      default -> draft.mark("other_credential_dropped");
    }
  }

  private static List<String> values(JsonNode node) {
    List<String> values = new ArrayList<>();
    if (node.isArray()) {
      node.forEach(item -> values.add(item.asString("")));
    } else if (!node.isNull()) {
      values.add(node.asString(""));
    }
    return values;
  }

  private static String text(JsonNode node, String member) {
    return node.path(member).isString() ? node.path(member).stringValue() : "";
  }
}
