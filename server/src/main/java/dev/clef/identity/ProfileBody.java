package dev.clef.identity;

import dev.clef.subject.SubjectId;
import dev.clef.vault.Fields.Profile;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A profile in the API. Absent members are unchanged in a correction and unknown in an answer; in a
 * correction an empty text empties the field.
 */
record ProfileBody(
    @Nullable UUID userId,
    @Nullable String username,
    @Nullable String email,
    @Nullable String givenName,
    @Nullable String familyName,
    @Nullable String displayName,
    @Nullable String birthDate,
    @Nullable String country,
    @Nullable String locale,
    @Nullable String phoneNumber,
    @Nullable String address) {

  static ProfileBody of(SubjectId subject, Map<Profile, String> values) {
    return new ProfileBody(
        subject.value(),
        values.get(Profile.USERNAME),
        values.get(Profile.EMAIL),
        values.get(Profile.GIVEN_NAME),
        values.get(Profile.FAMILY_NAME),
        values.get(Profile.DISPLAY_NAME),
        values.get(Profile.BIRTH_DATE),
        values.get(Profile.COUNTRY),
        values.get(Profile.LOCALE),
        values.get(Profile.PHONE_NUMBER),
        values.get(Profile.ADDRESS));
  }
}
