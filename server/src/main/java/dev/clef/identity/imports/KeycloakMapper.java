package dev.clef.identity.imports;

import dev.clef.consent.AgeClass;
import dev.clef.consent.Ages;
import dev.clef.identity.Duty;
import dev.clef.identity.credentials.EmailAddress;
import dev.clef.identity.credentials.KeycloakCredential;
import dev.clef.identity.credentials.PasswordHash;
import dev.clef.identity.credentials.TotpSecret;
import dev.clef.identity.credentials.Unsupported;
import dev.clef.identity.imports.Mapped.Person;
import dev.clef.identity.imports.Mapped.Refused;
import dev.clef.vault.Fields;
import dev.clef.vault.Fields.Profile;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Maps a user of a Keycloak realm export (the {@code users} array, versions 20 to 26). Values that
 * make no sense in a field of the profile are not thrown away: they are kept as {@code
 * imported.NAME}, like every attribute without a field.
 */
final class KeycloakMapper {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int MAX_USERNAME = 255;
  private static final int MAX_NAMES_CHARS = 48 * 1024;
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

  Mapped map(JsonNode user) {
    if (!user.isObject()) {
      return new Refused(Reason.said(user.asString("")));
    }
    if (user.hasNonNull("serviceAccountClientId")) {
      return new Refused(Reason.SERVICE_ACCOUNT);
    }
    String id = text(user, "id");
    String username = text(user, "username");
    if (id.isEmpty()) {
      return new Refused(Reason.NO_ID);
    }
    if (username.isBlank() || username.codePointCount(0, username.length()) > MAX_USERNAME) {
      return new Refused(Reason.NO_USERNAME);
    }
    Person person = new Draft(user).person(id, username);
    // The entry about the import lists the fields and takes 64 KiB.
    int namesChars = person.fields().keySet().stream().mapToInt(String::length).sum();
    return namesChars > MAX_NAMES_CHARS ? new Refused(Reason.TOO_LARGE) : person;
  }

  /** The person taking shape. */
  private final class Draft {
    private final JsonNode user;
    private final Map<String, byte[]> fields = new HashMap<>();
    private final Set<String> marks = new HashSet<>();
    private final Set<String> attributes = new HashSet<>();
    private final Set<Duty> duties = EnumSet.noneOf(Duty.class);

    Draft(JsonNode user) {
      this.user = user;
    }

    Person person(String id, String username) {
      put(Profile.USERNAME.field(), username);
      put(Profile.GIVEN_NAME.field(), text(user, "firstName"));
      put(Profile.FAMILY_NAME.field(), text(user, "lastName"));
      String email = email();
      attributes();
      rest();
      credentials();
      requiredActions();
      AgeClass age = age();
      boolean enabled = user.path("enabled").asBoolean(true);
      if (!enabled) {
        marks.add("disabled");
      }
      return new Person(
          id,
          username,
          email,
          user.path("emailVerified").asBoolean(false),
          enabled,
          Instant.ofEpochMilli(user.path("createdTimestamp").asLong(0)),
          fields,
          duties,
          marks,
          attributes,
          age.code(),
          value(Profile.COUNTRY));
    }

    private @Nullable String email() {
      String entered = text(user, "email");
      if (entered.isEmpty()) {
        marks.add("no_email");
        return null;
      }
      return switch (EmailAddress.of(entered)) {
        case EmailAddress.Valid valid -> {
          put(Profile.EMAIL.field(), valid.address());
          yield valid.address();
        }
        case EmailAddress.Invalid invalid -> {
          marks.add("email_malformed");
          keep("email", entered);
          yield null;
        }
      };
    }

    private void attributes() {
      JsonNode held = user.path("attributes");
      held.propertyStream()
          .forEach(member -> {
            Profile field = ATTRIBUTES.get(member.getKey());
            List<String> values = values(member.getValue());
            if (field == null) {
              keepAttribute(member.getKey(), values);
            } else if (!values.isEmpty()) {
              profile(member.getKey(), field, values);
            }
          });
    }

    private void profile(String attribute, Profile field, List<String> values) {
      String first = values.getFirst().strip();
      if (values.size() == 1 && makesSense(field, first)) {
        put(field.field(), first);
      } else if (!first.isEmpty()) {
        if (field == Profile.BIRTH_DATE) {
          marks.add("birth_date_malformed");
        }
        keepAttribute(attribute, values);
      }
    }

    private boolean makesSense(Profile field, String value) {
      return switch (field) {
        case BIRTH_DATE -> ages.birthDate(value).isPresent();
        case COUNTRY -> value.matches("[A-Z]{2}(-[A-Z0-9]{1,3})?");
        case LOCALE ->
            !Locale.forLanguageTag(value).getLanguage().isEmpty() && value.length() <= 35;
        case PHONE_NUMBER -> value.matches("\\+[1-9][0-9]{5,14}");
        case USERNAME, EMAIL, GIVEN_NAME, FAMILY_NAME, DISPLAY_NAME, ADDRESS -> true;
      };
    }

    private void rest() {
      ObjectNode rest = JSON.createObjectNode();
      for (String name : REST) {
        JsonNode value = user.path(name);
        if (!value.isMissingNode() && !value.isEmpty()) {
          rest.set(name, value);
        }
      }
      if (!rest.isEmpty()) {
        fields.put(Fields.imported(REST_ATTRIBUTE), JSON.writeValueAsBytes(rest));
      }
      if (rest.has("federatedIdentities")) {
        marks.add("social");
      }
    }

    private void credentials() {
      for (JsonNode credential : user.path("credentials")) {
        String how = text(credential, "credentialData");
        String secret = text(credential, "secretData");
        switch (text(credential, "type")) {
          case "password" -> password(how, secret);
          case "otp" -> otp(how, secret);
          default -> marks.add("other_credential_dropped");
        }
      }
      if (!fields.containsKey(Fields.HASHED_PASSWORD)) {
        marks.add("no_password");
      }
    }

    private void password(String how, String secret) {
      switch (KeycloakCredential.parse(how, secret)) {
        case PasswordHash hash -> {
          put(Fields.HASHED_PASSWORD, hash.stored());
          marks.add("hash_" + hash.derivation().algorithm().replace('-', '_'));
        }
        case Unsupported unsupported -> marks.add("hash_unsupported");
      }
    }

    private void otp(String how, String secret) {
      switch (KeycloakCredential.parseOtp(how, secret)) {
        case TotpSecret totp -> {
          fields.put(Fields.TOTP_SECRET, totp.storage());
          marks.add("totp");
        }
        case Unsupported unsupported -> marks.add("otp_unsupported");
      }
    }

    private void requiredActions() {
      for (JsonNode action : user.path("requiredActions")) {
        if (action.asString("").equals("UPDATE_PASSWORD")) {
          duties.add(Duty.CHANGE_PASSWORD);
          marks.add("must_change_password");
        }
      }
    }

    private AgeClass age() {
      String country = value(Profile.COUNTRY);
      AgeClass age = ages.classify(value(Profile.BIRTH_DATE), country.isEmpty() ? null : country);
      switch (age) {
        case OF_AGE -> {}
        case CHILD -> marks.add("awaiting_parent");
        case UNKNOWN -> {
          duties.add(Duty.BIRTH_DATE);
          if (!marks.contains("birth_date_malformed")) {
            marks.add("birth_date_missing");
          }
        }
      }
      return age;
    }

    private void keepAttribute(String attribute, List<String> values) {
      String field = Fields.imported(attribute);
      attributes.add(field);
      fields.put(field, JSON.writeValueAsBytes(values));
    }

    private void keep(String attribute, String value) {
      keepAttribute(attribute, List.of(value));
    }

    private void put(String field, String value) {
      if (!value.isEmpty()) {
        fields.put(field, value.getBytes(StandardCharsets.UTF_8));
      }
    }

    private String value(Profile field) {
      byte[] value = fields.get(field.field());
      return value == null ? "" : new String(value, StandardCharsets.UTF_8);
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
