package dev.clef.staff;

import dev.clef.identity.staff.elevation.ElevatedReads;
import dev.clef.platform.web.pages.Reader;
import dev.clef.platform.web.pages.Words;
import dev.clef.vault.FieldValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values as they are shown once. */
public record ElevationShown(List<Value> values, List<SignedIn> sessions) {

  /**
   * One field.
   *
   * @param value empty when nothing is stored
   */
  public record Value(String label, String value) {

    @Override
    public String toString() {
      return "Value[<redacted>]";
    }
  }

  /** Where the account is signed in. */
  public record SignedIn(Stamp since, Stamp seen, String device, String address) {

    @Override
    public String toString() {
      return "SignedIn[<redacted>]";
    }
  }

  static ElevationShown of(
      List<String> wanted, ElevatedReads.Shown shown, Words words, Reader reader) {
    return new ElevationShown(
        wanted.stream()
            .filter(field -> !field.equals("session"))
            .map(field ->
                new Value(words.field(reader.language(), field), text(shown.values().get(field))))
            .toList(),
        shown.sessions().stream()
            .map(one ->
                new SignedIn(
                    Stamp.at(one.createdAt(), reader),
                    Stamp.at(one.lastSeenAt(), reader),
                    one.device(),
                    one.address()))
            .toList());
  }

  private static String text(@Nullable FieldValue value) {
    return value == null ? "" : value.text();
  }

  @Override
  public String toString() {
    return "ElevationShown[<redacted>]";
  }
}
