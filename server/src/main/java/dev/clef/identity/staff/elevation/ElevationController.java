package dev.clef.identity.staff.elevation;

import dev.clef.identity.Session;
import dev.clef.identity.staff.StaffMember;
import dev.clef.identity.staff.StaffRole;
import dev.clef.platform.web.FieldReason;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.openapi.Described;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Looks of staff at one person's data, for programs. */
@RestController
@RequestMapping("/api/v1/staff/elevations")
class ElevationController {

  private static final int PAGE = 100;

  private final Elevations elevations;
  private final BreakGlass breakGlass;
  private final ElevatedReads reads;
  private final ElevatedSignOut signOut;

  ElevationController(
      Elevations elevations, BreakGlass breakGlass, ElevatedReads reads, ElevatedSignOut signOut) {
    this.elevations = elevations;
    this.breakGlass = breakGlass;
    this.reads = reads;
    this.signOut = signOut;
  }

  /** Those the member may see. */
  @Described(
      value = "Your elevations, and those you decide about or review, the newest first.",
      problems = {"not_signed_in", "forbidden"})
  @GetMapping
  Known list(
      @AuthenticationPrincipal StaffMember me,
      @RequestParam(required = false) @Nullable UUID before) {
    return new Known(
        elevations.newest(ElevationFilter.all(me), before, PAGE).stream().map(One::of).toList());
  }

  /** Asks. */
  @Described(
      value = "Ask to see one person's data; it is nothing until a second person approves.",
      problems = {"not_signed_in", "forbidden", "invalid_fields", "nobody_found", "rate_limited"})
  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  One ask(@AuthenticationPrincipal StaffMember me, @RequestBody Request request) {
    return One.of(
        elevations.ask(
            me,
            request.person(),
            request.purpose(),
            request.caseNumber(),
            request.minutes() == null ? null : request.minutes().toString()));
  }

  /** In an emergency. */
  @Described(
      value =
          "Open an elevation without approval in an emergency. Raises an alarm; a second person"
              + " reviews it before there can be another.",
      problems = {
        "not_signed_in",
        "forbidden",
        "invalid_fields",
        "nobody_found",
        "break_glass_unreviewed",
        "rate_limited"
      })
  @PostMapping("/break-glass")
  @ResponseStatus(HttpStatus.CREATED)
  One breakGlass(@AuthenticationPrincipal StaffMember me, @RequestBody EmergencyRequest request) {
    return One.of(breakGlass.open(me, request.person(), request.caseNumber(), request.emergency()));
  }

  /** One of them. */
  @Described(
      value = "One elevation you may see; none of the person's data.",
      problems = {"not_signed_in", "forbidden", "not_found"})
  @GetMapping("/{elevationId}")
  One find(@AuthenticationPrincipal StaffMember me, @PathVariable UUID elevationId) {
    return One.of(elevations.find(me, elevationId));
  }

  /** Approves. */
  @Described(
      value = "Approve an elevation of somebody else.",
      problems = {"not_signed_in", "forbidden", "not_found", "own_elevation", "elevation_settled"})
  @PostMapping("/{elevationId}/approve")
  One approve(@AuthenticationPrincipal StaffMember me, @PathVariable UUID elevationId) {
    return One.of(elevations.approve(me, elevationId));
  }

  /** Says no. */
  @Described(
      value = "Decline an elevation of somebody else.",
      problems = {"not_signed_in", "forbidden", "not_found", "own_elevation", "elevation_settled"})
  @PostMapping("/{elevationId}/decline")
  One decline(@AuthenticationPrincipal StaffMember me, @PathVariable UUID elevationId) {
    return One.of(elevations.decline(me, elevationId));
  }

  /** Takes it back. */
  @Described(
      value = "Withdraw what you asked for.",
      problems = {
        "not_signed_in",
        "forbidden",
        "not_found",
        "elevation_not_open",
        "elevation_settled"
      })
  @PostMapping("/{elevationId}/withdraw")
  One withdraw(@AuthenticationPrincipal StaffMember me, @PathVariable UUID elevationId) {
    return One.of(elevations.withdraw(me, elevationId));
  }

  /** Begins. */
  @Described(
      value = "Open your approved elevation for this session: its time begins.",
      problems = {
        "not_signed_in",
        "forbidden",
        "not_found",
        "elevation_not_open",
        "elevation_settled"
      })
  @PostMapping("/{elevationId}/open")
  One open(@AuthenticationPrincipal StaffMember me, @PathVariable UUID elevationId) {
    return One.of(elevations.open(me, elevationId));
  }

  /** Ends it before its time. */
  @Described(
      value = "End an elevation: your own, or one you decide about.",
      problems = {"not_signed_in", "forbidden", "not_found", "elevation_settled"})
  @PostMapping("/{elevationId}/end")
  One end(@AuthenticationPrincipal StaffMember me, @PathVariable UUID elevationId) {
    return One.of(elevations.end(me, elevationId));
  }

  /** Looks at an emergency afterwards. */
  @Described(
      value = "Say of an emergency access of somebody else whether it was justified.",
      problems = {
        "not_signed_in",
        "forbidden",
        "not_found",
        "own_elevation",
        "elevation_settled",
        "invalid_fields"
      })
  @PostMapping("/{elevationId}/review")
  One review(
      @AuthenticationPrincipal StaffMember me,
      @PathVariable UUID elevationId,
      @RequestBody ReviewRequest request) {
    if (request.justified() == null) {
      throw Problem.field("justified", FieldReason.REQUIRED);
    }
    return One.of(breakGlass.review(me, elevationId, request.justified()));
  }

  /** Signs the person out. */
  @Described(
      value =
          "End every session of the person your open elevation is about, here and in applications;"
              + " shows nothing of theirs.",
      problems = {"not_signed_in", "forbidden", "not_found", "elevation_not_open"})
  @PostMapping("/{elevationId}/sign-out")
  One signOut(@AuthenticationPrincipal StaffMember me, @PathVariable UUID elevationId) {
    return One.of(signOut.signOut(me, elevationId));
  }

  /** Reads. */
  @Described(
      value = "Read fields of the person with your open elevation; each call leaves an entry.",
      problems = {
        "not_signed_in",
        "forbidden",
        "not_found",
        "elevation_not_open",
        "access_denied",
        "invalid_fields",
        "data_unreadable"
      })
  @PostMapping("/{elevationId}/read")
  Shown read(
      @AuthenticationPrincipal StaffMember me,
      @PathVariable UUID elevationId,
      @RequestBody ReadRequest request) {
    List<String> fields = request.fields();
    return Shown.of(reads.read(me, elevationId, fields == null ? List.of() : fields));
  }

  /**
   * What is asked for.
   *
   * @param person a user id, or exactly a user name or a proven e-mail address
   * @param caseNumber such as HELP-1234
   */
  record Request(
      @Nullable String person,
      @Nullable String purpose,
      @Nullable String caseNumber,
      @Nullable Integer minutes) {

    @Override
    public String toString() {
      return "Request[<redacted>]";
    }
  }

  /** What is opened in an emergency. */
  record EmergencyRequest(
      @Nullable String person, @Nullable String caseNumber, @Nullable String emergency) {

    @Override
    public String toString() {
      return "EmergencyRequest[<redacted>]";
    }
  }

  /** What a second person found. */
  record ReviewRequest(@Nullable Boolean justified) {}

  /** Which fields are read. */
  record ReadRequest(@Nullable List<String> fields) {}

  /** A list of them. */
  record Known(List<One> elevations) {}

  /** An elevation, without any of the person's data. */
  record One(
      UUID elevationId,
      @Nullable UUID userId,
      UUID holder,
      StaffRole role,
      ElevationPurpose purpose,
      List<String> fields,
      String caseNumber,
      int minutes,
      String state,
      Instant askedAt,
      @Nullable Instant lapsesAt,
      @Nullable UUID decidedBy,
      @Nullable Instant openedAt,
      @Nullable Instant until,
      @Nullable Instant overAt,
      @Nullable EndReason overWhy,
      @Nullable EmergencyReason emergency,
      @Nullable Boolean justified,
      @Nullable UUID reviewedBy) {

    static One of(Elevation it) {
      Elevation.Emergency emergency = it.emergency();
      Elevation.Review review = emergency == null ? null : emergency.review();
      ElevationTimes times = ElevationTimes.of(it.state());
      return new One(
          it.elevationId(),
          it.person() == null ? null : it.person().value(),
          it.holder(),
          it.role(),
          it.purpose(),
          it.purpose().fields(),
          it.caseNumber(),
          it.minutes(),
          it.state().code(),
          it.askedAt(),
          times.lapsesAt(),
          times.by(),
          times.since(),
          times.until(),
          times.overAt(),
          times.why(),
          emergency == null ? null : emergency.reason(),
          review == null ? null : review.justified(),
          review == null ? null : review.by());
    }
  }

  /** What was read. */
  record Shown(Map<String, String> values, List<SignedInAt> sessions, Instant until) {

    static Shown of(ElevatedReads.Shown shown) {
      Map<String, String> values = new TreeMap<>();
      shown.values().forEach((field, value) -> values.put(field, value.text()));
      return new Shown(
          values, shown.sessions().stream().map(SignedInAt::of).toList(), shown.until());
    }

    @Override
    public String toString() {
      return "Shown[<redacted>]";
    }
  }

  /** Where the account is signed in. */
  record SignedInAt(Instant createdAt, Instant lastSeenAt, String device, String address) {

    static SignedInAt of(Session session) {
      return new SignedInAt(
          session.createdAt(), session.lastSeenAt(), session.device(), session.address());
    }

    @Override
    public String toString() {
      return "SignedInAt[<redacted>]";
    }
  }
}
