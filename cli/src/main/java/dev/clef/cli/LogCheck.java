package dev.clef.cli;

import dev.clef.ledger.Checkpoint;
import dev.clef.ledger.EntryRange;
import dev.clef.ledger.LeafFormat;
import dev.clef.ledger.LogSource;
import dev.clef.ledger.LogVerdict;
import dev.clef.ledger.LogVerifier;
import dev.clef.ledger.MalformedException;
import dev.clef.ledger.SignedNote;
import dev.clef.ledger.VerifierKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Checks a whole log and reports it. */
record LogCheck(LogKey key, LeafFormat format, Trust trust, EntryRange range, Report report) {

  /** What is looked at when the log itself is whole. */
  interface Further {

    /** Adds to the facts; or tells what is wrong. */
    Optional<Failure> look(Checkpoint head, Map<String, Object> facts) throws IOException;
  }

  /** Something else that is wrong with a log that is whole, and the file it shows in. */
  record Failure(String kind, String path, String message) {}

  LogCheck(LogKey key, LeafFormat format, Report report) {
    this(key, format, Trust.NONE, EntryRange.ALL, report);
  }

  int run(LogSource live, Optional<Checkpoint> since, Further further) throws IOException {
    // The head is read once: what is checked last is what was checked first.
    Optional<byte[]> note = live.read(LogSource.CHECKPOINT);
    LogSource source = path -> path.equals(LogSource.CHECKPOINT) ? note : live.read(path);
    if (!key.vouched()) {
      report.warn(LogKey.WARNING);
    }
    Progress progress = Progress.onTerminal(report.err());
    return switch (new LogVerifier(source, key.key(), format, since, range, progress).verify()) {
      case LogVerdict.Verified whole ->
          verified(
              SignedNote.parse(note.orElseThrow()), whole, facts(whole, since, progress), further);
      case LogVerdict.Failed failed -> {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("kind", failed.kind().name());
        facts.put("path", failed.path());
        failed.entry().ifPresent(entry -> facts.put("entry", entry));
        yield report.failed(failed.message() + " (" + failed.path() + ")", facts);
      }
    };
  }

  private int verified(
      SignedNote note, LogVerdict.Verified whole, Map<String, Object> facts, Further further)
      throws IOException {
    facts.putAll(trust.facts(note));
    Optional<Failure> wrong =
        trust.problem(note).map(it -> new Failure(it.kind(), LogSource.CHECKPOINT, it.message()));
    if (wrong.isEmpty()) {
      wrong = further.look(whole.checkpoint(), facts);
    }
    return wrong
        .map(it ->
            report.failed(
                it.message() + " (" + it.path() + ")",
                Map.of("kind", it.kind(), "path", it.path())))
        .orElseGet(() -> report.verified(sentence(whole), facts));
  }

  private String sentence(LogVerdict.Verified whole) {
    if (!range.equals(EntryRange.ALL)) {
      return "The entries "
          + whole.from()
          + " to "
          + (whole.end() - 1)
          + " are whole and in the signed log; others were not looked at.";
    }
    return whole.from() == 0
        ? "The log is whole."
        : "The log is whole from entry " + whole.from() + " on; the entries before are pruned.";
  }

  /** The minimum index a log names; 0 when it names none, or nonsense that the check will name. */
  static long minimum(Optional<byte[]> named) {
    return named
        .map(bytes -> new String(bytes, StandardCharsets.US_ASCII).strip())
        .filter(text -> text.matches("[0-9]{1,18}"))
        .map(Long::parseLong)
        .orElse(0L);
  }

  private Map<String, Object> facts(
      LogVerdict.Verified whole, Optional<Checkpoint> since, Progress progress) {
    Map<String, Object> facts = new LinkedHashMap<>();
    Checkpoint head = whole.checkpoint();
    facts.put("origin", head.origin());
    facts.put("size", head.size());
    facts.put("root", head.root().base64());
    if (!range.equals(EntryRange.ALL)) {
      facts.put("first_checked", whole.from());
      facts.put("last_checked", whole.end() - 1);
    } else if (whole.from() > 0) {
      facts.put("pruned_before", whole.from());
    }
    since.ifPresent(known -> facts.put("extends_size", known.size()));
    facts.put("key_vouched_for", key.vouched());
    facts.put("entries_per_second", Math.round(progress.perSecond(whole.end() - whole.from())));
    return facts;
  }

  /** A checkpoint that was kept, believed only when this key signed it. */
  static Checkpoint believed(byte[] note, VerifierKey key, String name) {
    try {
      SignedNote signed = SignedNote.parse(note);
      if (!signed.isSignedBy(key)) {
        throw CliException.failed(name + " is not signed by the key " + key.name());
      }
      return Checkpoint.parse(signed.text());
    } catch (MalformedException e) {
      throw CliException.failed(name + " is not a checkpoint: " + e.getMessage());
    }
  }
}
