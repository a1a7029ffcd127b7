package dev.clef.mail;

import dev.clef.mail.Letter.AddressChanged;
import dev.clef.mail.Letter.AddressCode;
import dev.clef.mail.Letter.AddressTaken;
import dev.clef.mail.Letter.Code;
import dev.clef.mail.Letter.CodesLocked;
import dev.clef.mail.Letter.Factor;
import dev.clef.mail.Letter.FactorAdded;
import dev.clef.mail.Letter.FactorRemoved;
import dev.clef.mail.Letter.FactorsLost;
import dev.clef.mail.Letter.NewDevice;
import dev.clef.mail.Letter.PasswordChanged;
import dev.clef.mail.Letter.RecoveryCodeUsed;
import dev.clef.mail.Letter.RegistrationCode;
import dev.clef.mail.Letter.ResetCode;
import dev.clef.mail.Letter.SignInCode;
import dev.clef.mail.Letter.Template;
import dev.clef.mail.Letter.WithCode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** What is sealed of a letter: a JSON object of texts. The member names are stored. */
final class Content {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};
  private static final String ADDRESS = "address";

  private Content() {}

  /** Nothing when there is nothing to hide. */
  static byte @Nullable [] write(Letter letter, @Nullable MailAddress address) {
    Map<String, String> members = new TreeMap<>(variables(letter));
    if (address != null) {
      members.put(ADDRESS, address.value());
    }
    return members.isEmpty() ? null : JSON.writeValueAsBytes(members);
  }

  static Map<String, String> read(byte[] content) {
    return JSON.readValue(content, TEXTS);
  }

  static Optional<MailAddress> address(Map<String, String> members) {
    return Optional.ofNullable(members.get(ADDRESS)).flatMap(MailAddress::of);
  }

  private static Map<String, String> variables(Letter letter) {
    return switch (letter) {
      case WithCode coded ->
          Map.of("code", coded.code().digits(), "good_for", coded.goodFor().toString());
      case FactorAdded added -> Map.of("factor", added.factor().code());
      case FactorRemoved removed -> Map.of("factor", removed.factor().code());
      case RecoveryCodeUsed used -> Map.of("left", Integer.toString(used.left()));
      case FactorsLost lost -> Map.of("ready_at", lost.readyAt().toString());
      case NewDevice device -> Map.of("browser", device.browser(), "country", device.country());
      case AddressTaken nothing -> Map.of();
      case AddressChanged nothing -> Map.of();
      case PasswordChanged nothing -> Map.of();
      case CodesLocked nothing -> Map.of();
    };
  }

  /**
   * The letter again.
   *
   * @throws IllegalArgumentException when something is missing or wrong
   */
  static Letter letter(Template template, Map<String, String> members) {
    return switch (template) {
      case REGISTRATION_CODE -> new RegistrationCode(code(members), goodFor(members));
      case ADDRESS_TAKEN -> new AddressTaken();
      case RESET_CODE -> new ResetCode(code(members), goodFor(members));
      case SIGN_IN_CODE -> new SignInCode(code(members), goodFor(members));
      case ADDRESS_CODE -> new AddressCode(code(members), goodFor(members));
      case ADDRESS_CHANGED -> new AddressChanged();
      case FACTOR_ADDED -> new FactorAdded(factor(members));
      case FACTOR_REMOVED -> new FactorRemoved(factor(members));
      case PASSWORD_CHANGED -> new PasswordChanged();
      case RECOVERY_CODE_USED ->
          new RecoveryCodeUsed(Integer.parseInt(members.getOrDefault("left", "0")));
      case CODES_LOCKED -> new CodesLocked();
      case FACTORS_LOST -> new FactorsLost(readyAt(members));
      case NEW_DEVICE ->
          new NewDevice(members.getOrDefault("browser", ""), members.getOrDefault("country", ""));
    };
  }

  private static Code code(Map<String, String> members) {
    return new Code(members.getOrDefault("code", ""));
  }

  private static Duration goodFor(Map<String, String> members) {
    return Duration.parse(members.getOrDefault("good_for", "PT0S"));
  }

  private static Instant readyAt(Map<String, String> members) {
    try {
      return Instant.parse(members.getOrDefault("ready_at", ""));
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("not a time", e);
    }
  }

  private static Factor factor(Map<String, String> members) {
    return Factor.valueOf(members.getOrDefault("factor", "").toUpperCase(Locale.ROOT));
  }
}
