package dev.clef.audit.timestamps;

import dev.clef.audit.timestamps.Authority.Kind;
import dev.clef.audit.timestamps.TimestampStore.Stamp;
import dev.clef.ledger.SignedNote;
import dev.clef.ledger.TimeStamp;
import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.openapi.Described;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The time-stamps of the log, for everybody, in the forms {@code openssl ts} reads. */
@RestController
@RequestMapping("/log/timestamps")
class TimestampController {

  private static final MediaType REPLY = MediaType.parseMediaType("application/timestamp-reply");
  private static final MediaType PEM = MediaType.parseMediaType("application/x-pem-file");
  private static final MediaType TEXT = MediaType.parseMediaType("text/plain;charset=utf-8");
  private static final CacheControl FOR_EVER =
      CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();
  private static final int PAGE = 1000;
  private static final int ID_CHARS = 64;

  private final TimestampStore store;

  TimestampController(TimestampStore store) {
    this.store = store;
  }

  /** The stamps, or the one that says longest ago that an entry existed. */
  @Described(
      value =
          "Time-stamps (RFC 3161) over checkpoints, by the size of the log, at most 1000; with"
              + " covers, the earliest one that covers the entry with that index.",
      problems = {"malformed_request"})
  @GetMapping
  ResponseEntity<StampList> stamps(
      @RequestParam(defaultValue = "0") long after,
      @RequestParam(required = false) @Nullable Long covers) {
    List<Stamp> found =
        covers == null
            ? store.after(after, PAGE)
            : store.covering(covers).map(List::of).orElse(List.of());
    Long next = covers == null && found.size() == PAGE ? found.getLast().size() : null;
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noCache())
        .body(new StampList(found.stream().map(TimestampController::shown).toList(), next));
  }

  /**
   * Time-stamps of the log.
   *
   * @param next to be passed as {@code after} for those that follow; null when there are none
   */
  record StampList(List<ShownStamp> timestamps, @Nullable Long next) {}

  /**
   * A time-stamp: the log had this size and root no later than {@code at}.
   *
   * @param root in base64, as in the checkpoint
   * @param authority SHA-256 of its certificate, in hex
   * @param name of the authority, as in its certificate
   * @param kind {@code external}, or {@code built_in}
   * @param trial what a token of the built-in authority is worth; null for others
   * @param token where its bytes are
   */
  record ShownStamp(
      long size,
      String root,
      Instant at,
      String authority,
      String name,
      String kind,
      @Nullable String trial,
      String token) {}

  private static ShownStamp shown(Stamp stamp) {
    return new ShownStamp(
        stamp.size(),
        Base64.getEncoder().encodeToString(stamp.root()),
        stamp.at(),
        HexFormat.of().formatHex(stamp.authority()),
        stamp.name(),
        TimestampStore.code(stamp.kind()),
        stamp.kind() == Kind.BUILT_IN ? TimeStamp.TRIAL_WARNING : null,
        "/log/timestamps/" + stamp.size());
  }

  /** The reply of the authority. */
  @Described(
      value =
          "The time-stamp over the checkpoint of this size, as the authority gave it (RFC 3161).",
      problems = {"not_found", "malformed_request"})
  @GetMapping("/{size}")
  ResponseEntity<byte[]> token(@PathVariable long size) {
    return answer(store.reply(size), REPLY, FOR_EVER);
  }

  /** The stamped bytes. */
  @Described(
      value = "What was stamped: the text of the checkpoint of this size, byte for byte.",
      problems = {"not_found", "malformed_request"})
  @GetMapping("/{size}/checkpoint")
  ResponseEntity<String> checkpoint(@PathVariable long size) {
    return answer(store.note(size).map(note -> SignedNote.parse(note).text()), TEXT, FOR_EVER);
  }

  /** The chain of the newest stamp. */
  @Described(
      value = "The certificates of the authority of the newest time-stamp, its own first (PEM).",
      problems = {"not_found"})
  @GetMapping("/authority")
  ResponseEntity<String> authority() {
    Optional<String> chain = store.newest().flatMap(stamp -> store.chain(stamp.authority()));
    return answer(chain, PEM, CacheControl.maxAge(Duration.ofMinutes(1)).cachePublic());
  }

  /** The chain of any authority that stamped this log. */
  @Described(
      value = "The certificates of an authority that stamped this log, its own first (PEM).",
      problems = {"not_found", "malformed_request"})
  @GetMapping("/authority/{authority}")
  ResponseEntity<String> chain(@PathVariable String authority) {
    if (authority.length() != ID_CHARS) {
      throw Problem.of(CommonProblem.MALFORMED_REQUEST);
    }
    try {
      return answer(store.chain(HexFormat.of().parseHex(authority)), PEM, FOR_EVER);
    } catch (IllegalArgumentException e) {
      throw Problem.of(CommonProblem.MALFORMED_REQUEST);
    }
  }

  private static <T> ResponseEntity<T> answer(
      Optional<T> body, MediaType type, CacheControl cache) {
    return body.map(found -> ResponseEntity.ok().contentType(type).cacheControl(cache).body(found))
        .orElseThrow(() -> Problem.of(CommonProblem.NOT_FOUND));
  }
}
