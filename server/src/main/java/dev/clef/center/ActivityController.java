package dev.clef.center;

import dev.clef.audit.ReceiptFile;
import dev.clef.audit.Receipts;
import dev.clef.identity.SignedIn;
import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.pages.Reader;
import dev.clef.platform.web.pages.TimeZones;
import dev.clef.platform.web.pages.Words;
import dev.clef.rights.MyActivity;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Who opened the data, and the check of each entry, which the browser makes itself. */
@Controller
@RequestMapping("/privacy/activity")
class ActivityController {

  private static final int PAGE = 40;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /**
   * What the operator claims about the place of an entry.
   *
   * @param place from 0
   * @param size of the tree the receipt is for
   * @param file the name of the receipt as a file
   * @param proof the receipt, a C2SP tlog-proof with the entry inside
   */
  record Claim(
      long place,
      long size,
      String origin,
      String vkey,
      String eventKey,
      String leaf,
      String file,
      String proof) {

    static Claim of(UUID entryId, Receipts.Receipt receipt) {
      ReceiptFile file = ReceiptFile.of(receipt);
      Base64.Encoder base64 = Base64.getEncoder();
      return new Claim(
          file.place(),
          file.size(),
          receipt.origin(),
          receipt.vkey(),
          base64.encodeToString(receipt.eventKey()),
          base64.encodeToString(receipt.leaf()),
          "clef-receipt-" + entryId + ".tlog-proof",
          file.text());
    }
  }

  private final MyActivity activity;
  private final Timeline timeline;

  ActivityController(MyActivity activity, Timeline timeline) {
    this.activity = activity;
    this.timeline = timeline;
  }

  /** Who opened the data, the newest first; {@code before} turns the page. */
  @GetMapping
  String activity(
      @AuthenticationPrincipal SignedIn me,
      @RequestParam(required = false) @Nullable Instant before,
      HttpServletRequest request,
      Model model) {
    me.withoutDuties();
    List<MyActivity.Entry> entries = activity.of(me.subject(), before, PAGE);
    Reader reader = Reader.of(request);
    model.addAttribute("zone", TimeZones.name(reader.zone(), reader.language()));
    model.addAttribute("days", timeline.of(entries, reader));
    model.addAttribute(
        "notable",
        Words.number(
            reader.language(), entries.stream().filter(e -> e.notable().isPresent()).count()));
    model.addAttribute("older", entries.size() < PAGE ? null : entries.getLast().item().at());
    model.addAttribute("first", before == null);
    return "activity";
  }

  /**
   * One entry, what the operator claims about it, and the check.
   *
   * @param at milliseconds since 1970
   */
  @GetMapping("/{entryId}/{at}")
  String entry(
      @AuthenticationPrincipal SignedIn me,
      @PathVariable UUID entryId,
      @PathVariable long at,
      HttpServletRequest request,
      Model model) {
    MyActivity.Proven proven = proven(me, entryId, at);
    Reader reader = Reader.of(request);
    model.addAttribute("one", timeline.moment(proven.entry(), reader));
    model.addAttribute("when", Words.dateAndTime(reader, proven.entry().item().at()));
    model.addAttribute("zone", TimeZones.name(reader.zone(), reader.language()));
    model.addAttribute("event", new TreeMap<>(proven.entry().item().event()));
    model.addAttribute("yours", proven.yours());
    model.addAttribute("claim", proven.receipt().map(r -> Claim.of(entryId, r)).orElse(null));
    return "entry";
  }

  /** The proof that one entry is in the signed log, for {@code ./clef verify} and others. */
  @GetMapping("/{entryId}/{at}/receipt")
  ResponseEntity<byte[]> receipt(
      @AuthenticationPrincipal SignedIn me, @PathVariable UUID entryId, @PathVariable long at) {
    Claim claim =
        proven(me, entryId, at)
            .receipt()
            .map(receipt -> Claim.of(entryId, receipt))
            .orElseThrow(() -> Problem.of(CommonProblem.NOT_FOUND));
    return ResponseEntity.ok()
        .contentType(MediaType.TEXT_PLAIN)
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            ContentDisposition.attachment().filename(claim.file()).build().toString())
        .body(claim.proof().getBytes(StandardCharsets.UTF_8));
  }

  private MyActivity.Proven proven(SignedIn me, UUID entryId, long at) {
    me.withoutDuties();
    return activity
        .proven(me.subject(), entryId, Instant.ofEpochMilli(at), PATIENCE)
        .orElseThrow(() -> Problem.of(CommonProblem.NOT_FOUND));
  }
}
