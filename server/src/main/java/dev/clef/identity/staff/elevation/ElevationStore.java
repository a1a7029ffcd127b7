package dev.clef.identity.staff.elevation;

import dev.clef.identity.staff.StaffMember;
import dev.clef.identity.staff.StaffRole;
import dev.clef.subject.SubjectId;
import dev.clef.subject.Tenant;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of elevations. Every change says in its condition what it must find. */
class ElevationStore {

  /** What is asked for. */
  record Request(
      UUID elevationId,
      SubjectId person,
      UUID holder,
      StaffRole role,
      ElevationPurpose purpose,
      String caseNumber,
      int minutes,
      Instant askedAt,
      Instant lapsesAt) {}

  private static final String SELECT =
      """
      select elevation_id, user_id, holder, role, purpose, case_number, minutes, state, asked_at,
        lapses_at, decided_by, decided_at, opened_at, until, over_at, over_why, emergency, review,
        reviewed_by, reviewed_at
      from identity.elevation
      """;

  private static final String INSERT =
      """
      insert into identity.elevation (elevation_id, tenant_id, user_id, holder, role, purpose,
        case_number, minutes, state, asked_at, lapses_at, session_id, opened_at, until, emergency)
      values (:id, :tenant, :user, :holder, :role, :purpose, :case, :minutes, :state, :askedAt,
        :lapsesAt, :session, :openedAt, :until, :emergency)
      on conflict (holder) where emergency is not null and review is null do nothing
      """;

  private final JdbcClient jdbc;

  ElevationStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  void insert(Request request) {
    jdbc.sql(INSERT).params(waiting(request)).update();
  }

  /** False when an earlier one of the holder has not been reviewed. */
  boolean insertOpen(Request request, StaffMember me, EmergencyReason why, Instant until) {
    Map<String, @Nullable Object> values = waiting(request);
    values.put("state", "open");
    values.put("session", me.sessionId());
    values.put("openedAt", Timestamp.from(request.askedAt()));
    values.put("until", Timestamp.from(until));
    values.put("emergency", why.code());
    return jdbc.sql(INSERT).params(values).update() == 1;
  }

  private static Map<String, @Nullable Object> waiting(Request request) {
    Map<String, @Nullable Object> values = new HashMap<>();
    values.put("id", request.elevationId());
    values.put("tenant", Tenant.DEFAULT.id());
    values.put("user", request.person().value());
    values.put("holder", request.holder());
    values.put("role", request.role().code());
    values.put("purpose", request.purpose().code());
    values.put("case", request.caseNumber());
    values.put("minutes", request.minutes());
    values.put("state", "waiting");
    values.put("askedAt", Timestamp.from(request.askedAt()));
    values.put("lapsesAt", Timestamp.from(request.lapsesAt()));
    values.put("session", null);
    values.put("openedAt", null);
    values.put("until", null);
    values.put("emergency", null);
    return values;
  }

  Optional<Elevation> find(UUID elevationId) {
    return jdbc.sql(SELECT + " where elevation_id = ?")
        .param(elevationId)
        .query((row, n) -> elevation(row))
        .optional();
  }

  boolean approve(UUID elevationId, UUID by, Instant now, Instant lapsesAt) {
    return jdbc.sql(
                """
                update identity.elevation
                set state = 'approved', decided_by = :by, decided_at = :now, lapses_at = :lapsesAt
                where elevation_id = :id and state = 'waiting' and lapses_at > :now
                  and holder <> :by and user_id is not null
                """)
            .param("id", elevationId)
            .param("by", by)
            .param("now", Timestamp.from(now))
            .param("lapsesAt", Timestamp.from(lapsesAt))
            .update()
        == 1;
  }

  boolean decline(UUID elevationId, UUID by, Instant now) {
    return jdbc.sql(
                """
                update identity.elevation
                set state = 'declined', decided_by = :by, decided_at = :now, over_at = :now
                where elevation_id = :id and state = 'waiting' and holder <> :by
                """)
            .param("id", elevationId)
            .param("by", by)
            .param("now", Timestamp.from(now))
            .update()
        == 1;
  }

  /** Ends one that is under way and not open. */
  boolean drop(UUID elevationId, String state, Instant now) {
    return jdbc.sql(
                """
                update identity.elevation set state = :state, over_at = :now
                where elevation_id = :id and state in ('waiting', 'approved')
                """)
            .param("id", elevationId)
            .param("state", state)
            .param("now", Timestamp.from(now))
            .update()
        == 1;
  }

  /**
   * Of the holder alone, who must have the role still, in a session that goes on; whoever approved
   * must still be one who may.
   */
  boolean open(UUID elevationId, StaffMember me, ElevationPurpose purpose, Instant now) {
    if (!holdSession(me, purpose.askers())) {
      return false;
    }
    return jdbc.sql(
                """
                update identity.elevation set state = 'open', session_id = :session,
                  opened_at = :now, until = :now::timestamptz + make_interval(mins => minutes)
                where elevation_id = :id and holder = :holder and state = 'approved'
                  and lapses_at > :now and user_id is not null
                  and exists (
                    select from identity.staff_account approver
                    where approver.staff_id = decided_by and approver.roles && :approvers::text[])
                """)
            .param("id", elevationId)
            .param("approvers", SessionHold.codes(purpose.approvers()))
            .param("holder", me.staffId())
            .param("session", me.sessionId())
            .param("now", Timestamp.from(now))
            .update()
        == 1;
  }

  /**
   * Holds session and roles until the current transaction ends: whoever ends the one or takes away
   * the other waits, and then finds what was opened and closes it.
   */
  boolean holdSession(StaffMember me, List<StaffRole> as) {
    return SessionHold.of(jdbc, me, as);
  }

  /** Ends one that was approved or is open. */
  boolean end(UUID elevationId, EndReason why, Instant at) {
    return jdbc.sql(
                """
                update identity.elevation set state = 'ended', over_at = :at, over_why = :why
                where elevation_id = :id and state in ('approved', 'open')
                """)
            .param("id", elevationId)
            .param("why", why.code())
            .param("at", Timestamp.from(at))
            .update()
        == 1;
  }

  boolean review(UUID elevationId, UUID by, boolean justified, Instant at) {
    return jdbc.sql(
                """
                update identity.elevation set review = :review, reviewed_by = :by, reviewed_at = :at
                where elevation_id = :id and emergency is not null and review is null
                  and holder <> :by
                """)
            .param("id", elevationId)
            .param("review", justified ? "justified" : "not_justified")
            .param("by", by)
            .param("at", Timestamp.from(at))
            .update()
        == 1;
  }

  /** How many are in a state. */
  long count(String state) {
    return jdbc.sql("select count(*) from identity.elevation where state = ?")
        .param(state)
        .query(Long.class)
        .single();
  }

  /** Under way: somebody may have to be told that they are over. */
  List<Elevation> underWay() {
    return jdbc.sql(SELECT + " where state in ('waiting', 'approved', 'open') order by asked_at")
        .query((row, n) -> elevation(row))
        .list();
  }

  /** The newest that fit, those before {@code before} (now when null). */
  List<Elevation> newest(ElevationFilter filter, @Nullable UUID before, int limit) {
    return jdbc.sql(
            SELECT
                + """
                 where (:holder::uuid is null or holder = :holder::uuid)
                   and (:state = '' or state = :state)
                   and (:purpose = '' or purpose = :purpose)
                   and (not :emergency or emergency is not null)
                   and (:before::uuid is null or elevation_id < :before::uuid)
                   and (holder = :me or purpose = any(:purposes::text[])
                     or (:emergencies and emergency is not null))
                 order by elevation_id desc limit :limit
                """)
        .params(filter.parameters())
        .param("before", before)
        .param("limit", limit)
        .query((row, n) -> elevation(row))
        .list();
  }

  /** How many a day were asked for, by the day of UTC. */
  List<Elevations.Day> perDay(Instant since) {
    return jdbc.sql(
            """
            select (asked_at at time zone 'UTC')::date, count(*) filter (where emergency is null),
              count(*) filter (where emergency is not null)
            from identity.elevation where asked_at >= ? group by 1
            """)
        .param(Timestamp.from(since))
        .query((row, n) ->
            new Elevations.Day(row.getObject(1, LocalDate.class), row.getLong(2), row.getLong(3)))
        .list();
  }

  long unreviewed() {
    return jdbc.sql(
            "select count(*) from identity.elevation where emergency is not null and review is null")
        .query(Long.class)
        .single();
  }

  /** About a person, the oldest first. */
  List<Elevation> about(SubjectId person) {
    return jdbc.sql(SELECT + " where tenant_id = ? and user_id = ? order by elevation_id")
        .params(Tenant.DEFAULT.id(), person.value())
        .query((row, n) -> elevation(row))
        .list();
  }

  /** Ends those about these people, and forgets whom all of theirs were about. */
  List<Elevation> forget(Collection<SubjectId> people, Instant at) {
    UUID[] ids = SubjectId.values(people);
    List<Elevation> underWay =
        jdbc.sql(
                SELECT
                    + """
                     where tenant_id = ? and user_id = any(?)
                       and state in ('waiting', 'approved', 'open')
                     for update
                    """)
            .params(Tenant.DEFAULT.id(), ids)
            .query((row, n) -> elevation(row))
            .list();
    jdbc.sql(
            """
            update identity.elevation set user_id = null,
              over_at = coalesce(over_at, :at),
              over_why = case when over_at is null then 'erased' else over_why end,
              state = case when over_at is null then 'ended' else state end
            where tenant_id = :tenant and user_id = any(:ids)
            """)
        .param("at", Timestamp.from(at))
        .param("tenant", Tenant.DEFAULT.id())
        .param("ids", ids)
        .update();
    return underWay;
  }

  /** An emergency nobody has looked at is kept until somebody has. */
  int deleteBefore(Instant oldest) {
    return jdbc.sql(
            """
            delete from identity.elevation
            where over_at < ? and (emergency is null or review is not null)
            """)
        .param(Timestamp.from(oldest))
        .update();
  }

  /** Why somebody has no elevation any more; empty when nothing says so. */
  Optional<EndReason> lost(UUID holder, List<StaffRole> as) {
    Optional<Boolean> fit =
        jdbc.sql("select roles && ?::text[] from identity.staff_account where staff_id = ?")
            .params(as.stream().map(StaffRole::code).toArray(String[]::new), holder)
            .query(Boolean.class)
            .optional();
    if (fit.isEmpty()) {
      return Optional.of(EndReason.LEFT);
    }
    return fit.get() ? Optional.empty() : Optional.of(EndReason.ROLE_LOST);
  }

  private static Elevation elevation(ResultSet row) throws SQLException {
    UUID person = row.getObject("user_id", UUID.class);
    return new Elevation(
        row.getObject("elevation_id", UUID.class),
        person == null ? null : new SubjectId(person),
        row.getObject("holder", UUID.class),
        StaffRole.valueOf(upper(row, "role")),
        ElevationPurpose.valueOf(upper(row, "purpose")),
        row.getString("case_number"),
        row.getInt("minutes"),
        at(row, "asked_at"),
        state(row),
        row.getString("emergency") == null ? null : emergency(row));
  }

  private static ElevationState state(ResultSet row) throws SQLException {
    UUID by = row.getObject("decided_by", UUID.class);
    String state = row.getString("state");
    return switch (state) {
      case "waiting" -> new ElevationState.Waiting(at(row, "lapses_at"));
      case "declined" -> new ElevationState.Declined(by, at(row, "over_at"));
      case "withdrawn" -> new ElevationState.Withdrawn(at(row, "over_at"));
      case "lapsed" -> new ElevationState.Lapsed(at(row, "over_at"));
      case "approved" ->
          new ElevationState.Approved(by, at(row, "decided_at"), at(row, "lapses_at"));
      case "open" -> new ElevationState.Open(by, at(row, "opened_at"), at(row, "until"));
      case "ended" ->
          new ElevationState.Ended(
              by,
              row.getTimestamp("opened_at") == null ? null : at(row, "opened_at"),
              at(row, "over_at"),
              EndReason.valueOf(upper(row, "over_why")));
      default -> throw new IllegalStateException("an elevation in the state " + state);
    };
  }

  private static Elevation.Emergency emergency(ResultSet row) throws SQLException {
    EmergencyReason why = EmergencyReason.valueOf(upper(row, "emergency"));
    String review = row.getString("review");
    return new Elevation.Emergency(
        why,
        review == null
            ? null
            : new Elevation.Review(
                review.equals("justified"),
                row.getObject("reviewed_by", UUID.class),
                at(row, "reviewed_at")));
  }

  private static String upper(ResultSet row, String column) throws SQLException {
    return row.getString(column).toUpperCase(Locale.ROOT);
  }

  private static Instant at(ResultSet row, String column) throws SQLException {
    return row.getTimestamp(column).toInstant();
  }
}
