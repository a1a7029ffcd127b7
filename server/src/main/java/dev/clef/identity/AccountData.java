package dev.clef.identity;

import dev.clef.subject.Catalogue;
import dev.clef.subject.HeldField;
import dev.clef.subject.PersonalData;
import dev.clef.subject.Purpose;
import dev.clef.subject.SubjectId;
import dev.clef.vault.Access;
import dev.clef.vault.Fields.Profile;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What identity holds about a person beside the fields of the vault: the account and the sessions.
 */
final class AccountData implements PersonalData {

  private final AccountStore accounts;
  private final Sessions sessions;
  private final Factors factors;
  private final LossStore losses;
  private final FactorStore factorStore;
  private final MyProfile profile;

  AccountData(
      AccountStore accounts,
      Sessions sessions,
      Factors factors,
      LossStore losses,
      FactorStore factorStore,
      MyProfile profile) {
    this.accounts = accounts;
    this.sessions = sessions;
    this.factors = factors;
    this.losses = losses;
    this.factorStore = factorStore;
    this.profile = profile;
  }

  @Override
  public String owner() {
    return "account";
  }

  @Override
  public List<HeldField> describe() {
    // Device and address are parts of a session; the format of the export names the whole.
    return Catalogue.held("account", "factors", "sessions");
  }

  @Override
  public Map<String, Object> export(SubjectId subject, UUID requestId) {
    Map<String, Object> held = new LinkedHashMap<>();
    accounts
        .find(subject)
        .ifPresent(account -> {
          held.put("user_id", subject.value().toString());
          held.put("region", account.region());
          held.put("status", account.status().code());
          held.put("created_at", account.createdAt());
          if (account.consentAt() != null) {
            held.put("terms_accepted_at", account.consentAt());
          }
          if (account.source() != null) {
            held.put("imported_from", account.source());
          }
        });
    Access access = Access.request(subject, Purpose.ACCESS_REQUEST, requestId);
    held.put(
        "sessions",
        sessions.of(subject, new UUID(0, 0), access).stream().map(AccountData::session).toList());
    Factors.Held ways = factors.of(subject, access);
    held.put("passkeys", ways.passkeys().stream().map(AccountData::passkey).toList());
    if (!ways.deviceKeys().isEmpty()) {
      held.put("device_keys", ways.deviceKeys().stream().map(AccountData::deviceKey).toList());
    }
    Factors.HeldApp app = ways.authenticator();
    if (app != null) {
      Map<String, Object> members = new LinkedHashMap<>();
      members.put("name", app.name());
      if (app.addedAt() != null) {
        members.put("added_at", app.addedAt());
      }
      held.put("authenticator", members);
    }
    losses.readyAt(subject).ifPresent(at -> held.put("second_factors_said_lost_until", at));
    held.put("recovery_codes_left", ways.recoveryCodes().left());
    return held;
  }

  private static Map<String, Object> passkey(Factors.HeldPasskey key) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("name", key.name());
    members.put("added_at", key.addedAt());
    if (key.lastUsedAt() != null) {
      members.put("last_used_at", key.lastUsedAt());
    }
    members.put("synced", key.synced());
    if (key.model() != null) {
      members.put("model", key.model());
    }
    if (key.certified() != null) {
      members.put("certified", key.certified());
    }
    return members;
  }

  private static Map<String, Object> deviceKey(Factors.HeldDeviceKey key) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("name", key.name());
    members.put("added_at", key.addedAt());
    if (key.lastUsedAt() != null) {
      members.put("last_used_at", key.lastUsedAt());
    }
    return members;
  }

  private static Map<String, Object> session(Session session) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("signed_in_at", session.createdAt());
    members.put("last_seen_at", session.lastSeenAt());
    members.put("expires_at", session.expiresAt());
    members.put("device", session.device());
    members.put("address", session.address());
    return members;
  }

  @Override
  public List<String> rectify(SubjectId subject, Map<String, String> corrections, UUID requestId) {
    Map<Profile, String> values = new EnumMap<>(Profile.class);
    Arrays.stream(Profile.values())
        .filter(field -> corrections.containsKey(field.field()))
        .forEach(field -> values.put(field, corrections.getOrDefault(field.field(), "")));
    profile.correct(subject, values, Access.request(subject, Purpose.SELF_SERVICE, requestId));
    return values.keySet().stream().map(Profile::field).toList();
  }

  @Override
  public void erase(Collection<SubjectId> subjects) {
    factorStore.delete(subjects); // first: a sign-in locks the key of a browser, then the account
    accounts.markErased(subjects);
    sessions.delete(subjects);
  }
}
