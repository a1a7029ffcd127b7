package dev.clef.identity.imports;

import dev.clef.consent.Ages;
import dev.clef.identity.credentials.ForeignHash;
import dev.clef.identity.credentials.ForeignHashParts;
import dev.clef.identity.credentials.ParsedHash;
import dev.clef.identity.imports.Mapped.Refused;
import dev.clef.vault.Fields.Profile;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Maps a row of a CSV file, which the client has laid out by the operator's map: a flat object of
 * texts with the names of fields, {@code password} and {@code imported}. Frozen by the golden file
 * of the client.
 */
final class CsvMapper implements RecordMapper {

  private static final Set<String> TEXTS =
      Set.of(
          "id",
          "username",
          "email",
          "email_verified",
          "given_name",
          "family_name",
          "display_name",
          "birth_date",
          "country",
          "locale",
          "phone_number",
          "address",
          "enabled",
          "must_change_password",
          "created_at");

  private static final String PASSWORD = "password";
  private static final String IMPORTED = "imported";
  private static final Set<String> PASSWORD_TEXTS =
      Set.of(
          "algorithm",
          "hash",
          "encoding",
          "salt",
          "salt_encoding",
          "iterations",
          "memory",
          "block_size",
          "parallelism");

  private static final Pattern PUNCTUATION_OF_NUMBERS = Pattern.compile("[ ().\\-/\u00a0]");
  private static final Instant EARLIEST = Instant.parse("1900-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

  private final Ages ages;

  CsvMapper(Ages ages) {
    this.ages = ages;
  }

  @Override
  public Mapped map(JsonNode row) {
    if (!row.isObject()) {
      return new Refused(Reason.said(row.asString("")));
    }
    if (!isLaidOut(row)) {
      return new Refused(Reason.MALFORMED);
    }
    String id = text(row, "id");
    String username = text(row, "username");
    Refused refusal = PersonDraft.refusal(id, username);
    return refusal == null ? person(row, id, username) : refusal;
  }

  private static boolean isLaidOut(JsonNode row) {
    return row.propertyStream()
        .allMatch(member ->
            switch (member.getKey()) {
              case PASSWORD -> areTexts(member.getValue(), PASSWORD_TEXTS);
              case IMPORTED ->
                  member.getValue().isObject()
                      && member.getValue().valueStream().allMatch(JsonNode::isString);
              default -> TEXTS.contains(member.getKey()) && member.getValue().isString();
            });
  }

  private static boolean areTexts(JsonNode node, Set<String> names) {
    return node.isObject()
        && node.propertyStream()
            .allMatch(member -> names.contains(member.getKey()) && member.getValue().isString());
  }

  private Mapped person(JsonNode row, String id, String username) {
    PersonDraft draft = new PersonDraft(ages);
    draft.text(Profile.GIVEN_NAME, text(row, "given_name"));
    draft.text(Profile.FAMILY_NAME, text(row, "family_name"));
    draft.text(Profile.DISPLAY_NAME, text(row, "display_name"));
    draft.text(Profile.ADDRESS, text(row, "address"));
    draft.email(text(row, "email"));
    profile(draft, row, Profile.BIRTH_DATE, text(row, "birth_date"));
    profile(draft, row, Profile.COUNTRY, country(text(row, "country")));
    profile(draft, row, Profile.LOCALE, text(row, "locale").replace('_', '-'));
    profile(draft, row, Profile.PHONE_NUMBER, phone(text(row, "phone_number")));
    row.path(IMPORTED)
        .propertyStream()
        .filter(member -> !member.getValue().stringValue().isEmpty())
        .forEach(member -> draft.keep(member.getKey(), List.of(member.getValue().stringValue())));
    JsonNode password = row.path(PASSWORD);
    if (!text(password, "hash").isEmpty()) {
      draft.password(hash(password));
    }
    if (is(draft, row, "must_change_password", false, true)) {
      draft.mustChangePassword();
    }
    boolean emailVerified = is(draft, row, "email_verified", false, false);
    // Where nobody can tell, the account stays closed.
    boolean enabled = is(draft, row, "enabled", true, false);
    return draft.person(id, username, emailVerified, enabled, createdAt(draft, row));
  }

  /** What was meant is stored; what makes no sense is kept as it was written. */
  private static void profile(PersonDraft draft, JsonNode row, Profile field, String meant) {
    if (!draft.take(field, meant)) {
      draft.profile(field.field(), field, List.of(text(row, field.field())));
    }
  }

  private static String country(String written) {
    return written.matches("[a-z]{2}") ? written.toUpperCase(Locale.ROOT) : written;
  }

  private static String phone(String written) {
    return PUNCTUATION_OF_NUMBERS.matcher(written).replaceAll("");
  }

  private static ParsedHash hash(JsonNode password) {
    return password.has("algorithm")
        ? new ForeignHashParts(
                text(password, "algorithm"),
                text(password, "hash"),
                text(password, "encoding"),
                // A salt that is text may begin or end with a space.
                password.path("salt").asString(""),
                text(password, "salt_encoding"),
                text(password, "iterations"),
                text(password, "memory"),
                text(password, "block_size"),
                text(password, "parallelism"))
            .parse()
        : ForeignHash.parse(text(password, "hash"));
  }

  private static boolean is(
      PersonDraft draft, JsonNode row, String name, boolean missing, boolean malformed) {
    return switch (text(row, name)) {
      case "" -> missing;
      case "true" -> true;
      case "false" -> false;
      default -> {
        draft.mark(name + "_malformed");
        yield malformed;
      }
    };
  }

  /** The beginning of 1970 where nothing is known, as for the other sources. */
  private static Instant createdAt(PersonDraft draft, JsonNode row) {
    String written = text(row, "created_at");
    try {
      Instant at = written.isEmpty() ? Instant.EPOCH : Instant.parse(written);
      if (at.isAfter(EARLIEST) && at.isBefore(LATEST)) {
        return at;
      }
    } catch (DateTimeException notATime) {
      // Counted below.
    }
    draft.mark("created_at_malformed");
    return Instant.EPOCH;
  }

  private static String text(JsonNode node, String member) {
    return node.path(member).asString("").strip();
  }
}
