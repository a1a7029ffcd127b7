package dev.clef.identity.staff;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.clef.audit.AuditLog;
import dev.clef.identity.staff.StaffSealer.Value;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The list of who works here, for administrators. Thread-safe. */
public final class StaffDirectory {

  private static final int SHOWN_CHANGES = 50;

  /** Whoever has not signed in for so long is looked at in a review. */
  public static final Duration UNUSED = Duration.ofDays(90);

  /** How an account stands. */
  public enum State {
    ACTIVE,
    /** Confirmed, and without a passkey yet. */
    WITHOUT_PASSKEY,
    /** Shut until its owner has used a new link. */
    RENEWING;

    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A member of staff.
   *
   * @param unused nothing was signed in with it for {@link #UNUSED}
   */
  public record Person(
      UUID staffId,
      String name,
      List<StaffRole> roles,
      Instant since,
      @Nullable Instant lastSignInAt,
      int passkeys,
      State state,
      boolean unused) {}

  /**
   * A link that was not used yet.
   *
   * @param invitedBy a name; null for the operator, or somebody who left
   */
  public record Invitation(
      UUID staffId,
      InvitationKind kind,
      List<StaffRole> roles,
      @Nullable String invitedBy,
      Instant createdAt,
      Instant expiresAt) {}

  /**
   * What somebody did.
   *
   * @param actor a name; null for the operator, or somebody who left
   * @param target likewise; null where it is about all
   */
  public record Change(
      Instant at,
      StaffAct act,
      boolean byOperator,
      @Nullable String actor,
      @Nullable String target,
      List<StaffRole> roles) {}

  /** Everybody who works here, everybody invited, and who changed what. */
  public record Everybody(
      List<Person> members,
      List<Invitation> invitations,
      List<Change> changes,
      @Nullable Instant reviewedAt) {}

  private final StaffStore accounts;
  private final InvitationStore links;
  private final ChangeStore changes;
  private final StaffPasskeys passkeys;
  private final StaffSealer sealer;
  private final AuditLog log;
  private final Clock clock;

  StaffDirectory(
      StaffStore accounts,
      InvitationStore links,
      ChangeStore changes,
      StaffPasskeys passkeys,
      StaffSealer sealer,
      AuditLog log,
      Clock clock) {
    this.accounts = accounts;
    this.links = links;
    this.changes = changes;
    this.passkeys = passkeys;
    this.sealer = sealer;
    this.log = log;
    this.clock = clock;
  }

  /** Everybody; that their names were looked at is in the log. */
  public Everybody all(StaffMember me) {
    Instant now = clock.instant();
    List<InvitationStore.Open> open = links.open(now);
    Set<UUID> renewing =
        open.stream()
            .filter(one -> one.kind() == InvitationKind.RENEWAL)
            .map(InvitationStore.Open::staffId)
            .collect(Collectors.toSet());
    List<StaffStore.Row> rows = accounts.all();
    Map<UUID, String> names = new HashMap<>();
    rows.forEach(row -> names.put(row.staffId(), name(row)));
    log.appendAlone(StaffPeople.event("staff.members.read", me.staffId()).fields(List.of("staff.name")), null);
    return new Everybody(
        rows.stream()
            .map(row -> {
              int keys = passkeys.count(row);
              Instant seen = row.lastSignInAt();
              Instant last = seen == null ? row.createdAt() : seen;
              return new Person(
                  row.staffId(),
                  Objects.requireNonNull(names.get(row.staffId())),
                  sorted(row.roles()),
                  row.createdAt(),
                  seen,
                  keys,
                  keys > 0
                      ? State.ACTIVE
                      : renewing.contains(row.staffId()) ? State.RENEWING : State.WITHOUT_PASSKEY,
                  last.isBefore(now.minus(UNUSED)));
            })
            .toList(),
        open.stream()
            .map(one ->
                new Invitation(
                    one.staffId(),
                    one.kind(),
                    sorted(one.roles()),
                    one.invitedBy() == null ? null : names.get(one.invitedBy()),
                    one.createdAt(),
                    one.expiresAt()))
            .toList(),
        changes.newest(SHOWN_CHANGES).stream()
            .map(one ->
                new Change(
                    one.at(),
                    one.act(),
                    one.actor() == null,
                    one.actor() == null ? null : names.get(one.actor()),
                    one.target() == null ? null : names.get(one.target()),
                    sorted(one.roles())))
            .toList(),
        changes.last(StaffAct.REVIEWED).orElse(null));
  }

  private String name(StaffStore.Row row) {
    return new String(
        sealer.open(row.staffId(), Value.NAME, row.sealed().name()), StandardCharsets.UTF_8);
  }

  private static List<StaffRole> sorted(Set<StaffRole> roles) {
    return roles.stream().sorted().toList();
  }
}
