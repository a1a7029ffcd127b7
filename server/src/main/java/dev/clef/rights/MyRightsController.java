package dev.clef.rights;

import dev.clef.audit.Activity;
import dev.clef.identity.Confirmations;
import dev.clef.identity.SignedIn;
import dev.clef.identity.StepUp;
import dev.clef.platform.UuidV7;
import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.FieldReason;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.openapi.Described;
import dev.clef.subject.SensitiveAct;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.RequestContextUtils;

/** The rights of a signed-in person: a copy, the list of who opened what, the end. */
@RestController
@RequestMapping("/api/v1/me")
class MyRightsController {

  private static final int MAX_PAGE = 100;
  private static final Duration CERTIFICATE_PATIENCE = Duration.ofSeconds(3);

  /** Members of an event that have a place of their own in the answer. */
  private static final Set<String> SHOWN =
      Set.of("type", "time", "entry", "actor", "purpose", "basis", "fields");

  private final ExportPackage export;
  private final MyActivity activity;
  private final Sentences sentences;
  private final Erasures erasures;
  private final Certificates certificates;
  private final Confirmations confirmations;
  private final StepUp stepUp;
  private final UuidV7 ids;

  MyRightsController(
      ExportPackage export,
      MyActivity activity,
      Sentences sentences,
      Erasures erasures,
      Certificates certificates,
      Confirmations confirmations,
      StepUp stepUp,
      UuidV7 ids) {
    this.export = export;
    this.activity = activity;
    this.sentences = sentences;
    this.erasures = erasures;
    this.certificates = certificates;
    this.confirmations = confirmations;
    this.stepUp = stepUp;
    this.ids = ids;
  }

  /** A zip archive with everything held about the person, as JSON and as a page. */
  @Described(
      value = "Everything held about the person: a zip archive with JSON and a readable page.",
      problems = {"not_signed_in", "action_required", "confirmation_needed", "data_unreadable"})
  @GetMapping(path = "/export", produces = "application/zip")
  ResponseEntity<byte[]> export(@AuthenticationPrincipal SignedIn me) {
    me.withoutDuties();
    stepUp.require(me, SensitiveAct.DOWNLOAD);
    byte[] zip = export.of(me.subject(), ids.next());
    return ResponseEntity.ok()
        .contentType(MediaType.parseMediaType("application/zip"))
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            ContentDisposition.attachment().filename("clef-export.zip").build().toString())
        .body(zip);
  }

  /** Who opened the person's data, when and why: the newest entries before {@code before}. */
  @Described(
      value = "Who opened the person's data, when and why; the newest first, older ones by before.",
      problems = {"not_signed_in", "action_required", "invalid_fields"})
  @GetMapping("/activity")
  ActivityPage activity(
      @AuthenticationPrincipal SignedIn me,
      @RequestParam(required = false) @Nullable Instant before,
      @RequestParam(defaultValue = "50") int limit,
      HttpServletRequest request) {
    me.withoutDuties();
    if (limit < 1 || limit > MAX_PAGE) {
      throw Problem.field("limit", FieldReason.OUT_OF_RANGE);
    }
    Locale language = RequestContextUtils.getLocale(request);
    return new ActivityPage(
        activity.of(me.subject(), before, limit).stream()
            .map(entry -> item(entry, language))
            .toList());
  }

  private ActivityItem item(MyActivity.Entry shown, Locale language) {
    Activity.Item entry = shown.item();
    Map<String, String> event = entry.event();
    String fields = event.getOrDefault("fields", "");
    List<String> details =
        event.entrySet().stream()
            .filter(member -> !SHOWN.contains(member.getKey()))
            .map(member -> member.getKey() + "=" + member.getValue())
            .sorted()
            .toList();
    return new ActivityItem(
        entry.entryId(),
        entry.at(),
        event.getOrDefault("type", ""),
        event.getOrDefault("actor", ""),
        event.getOrDefault("purpose", ""),
        event.getOrDefault("basis", ""),
        fields.isEmpty() ? List.of() : List.of(fields.split(",")),
        details,
        sentences.what(language, event),
        shown.notable().map(Notable::code).orElse(null),
        "/api/v1/me/activity/" + entry.entryId() + "/receipt?at=" + entry.at());
  }

  /** What it takes to check one entry without trusting the server. */
  @Described(
      value =
          "What it takes to check one entry without trusting the server: the event, the key of its"
              + " commitment, the leaf and a proof that it is in the signed log. Within a second of"
              + " the entry nothing is found: it is being signed.",
      problems = {"not_signed_in", "action_required", "not_found", "entry_expired"})
  @GetMapping("/activity/{entryId}/receipt")
  ActivityReceipt receipt(
      @AuthenticationPrincipal SignedIn me, @PathVariable UUID entryId, @RequestParam Instant at) {
    me.withoutDuties();
    return activity
        .proven(me.subject(), entryId, at, Duration.ZERO)
        .flatMap(MyActivity.Proven::receipt)
        .map(found ->
            new ActivityReceipt(
                entryId,
                new ActivityLog(found.origin(), found.vkey()),
                base64(found.event()),
                base64(found.eventKey()),
                base64(found.leaf()),
                found.proof()))
        .orElseThrow(() -> Problem.of(CommonProblem.NOT_FOUND));
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /**
   * Erases the person for good after a fresh proof of who they are: the password, or a passkey just
   * before. Answers with the certificate.
   */
  @Described(
      value =
          "Erase the person for good; answers with the certificate, or 202 while the log signs it.",
      problems = {
        "not_signed_in",
        "confirmation_needed",
        "wrong_credentials",
        "code_required",
        "wrong_code",
        "codes_locked",
        "rate_limited"
      })
  @DeleteMapping
  ResponseEntity<Object> erase(
      @AuthenticationPrincipal SignedIn me, @RequestBody Confirmation confirmation) {
    if (confirmation.password() == null && !stepUp.isDoneWithMore(me, SensitiveAct.ERASE)) {
      throw Problem.field("password", FieldReason.REQUIRED);
    }
    confirmations.forAct(me, SensitiveAct.ERASE, confirmation.password(), confirmation.code());
    UUID certificateId = erasures.erase(me.subject());
    Optional<ErasureCertificate> certificate =
        certificates.await(certificateId, CERTIFICATE_PATIENCE);
    return certificate.isPresent()
        ? ResponseEntity.ok(certificate.get())
        : ResponseEntity.accepted()
            .header(HttpHeaders.LOCATION, "/api/v1/erasures/" + certificateId)
            .body(new Pending(certificateId));
  }

  /**
   * The password, and the code of the authenticator where there is one; neither when a passkey was
   * used just before.
   */
  record Confirmation(@Nullable String password, @Nullable String code) {}

  /** The erasure is done; its certificate follows within seconds. */
  record Pending(UUID certificateId) {}

  /** A page of activity. */
  record ActivityPage(List<ActivityItem> items) {}

  /**
   * One access or change.
   *
   * @param what what happened, for example {@code data.read}
   * @param who the actor: {@code listener} is the person
   * @param why the purpose
   * @param says the same in plain words, in the language of the request
   * @param notable why somebody should look at it, a stable word such as {@code staff}; absent for
   *     the ordinary
   * @param receipt where the proof is
   */
  record ActivityItem(
      UUID entryId,
      Instant at,
      String what,
      String who,
      String why,
      String basis,
      List<String> fields,
      List<String> details,
      String says,
      @Nullable String notable,
      String receipt) {}

  /**
   * The proof of an entry.
   *
   * @param event the canonical event, as base64
   * @param eventKey the key under which the leaf commits to it, as base64
   * @param leaf the entry in the tree, as base64
   * @param proof a C2SP tlog-proof of the leaf
   */
  record ActivityReceipt(
      UUID entryId, ActivityLog log, String event, String eventKey, String leaf, String proof) {}

  /** The name and the public key of the log. */
  record ActivityLog(String origin, String vkey) {}
}
