package dev.clef.cli;

import dev.clef.ledger.Checkpoint;
import dev.clef.ledger.LeafFormat;
import dev.clef.ledger.LogSource;
import dev.clef.ledger.LogVerdict;
import dev.clef.ledger.LogVerifier;
import dev.clef.ledger.MalformedException;
import dev.clef.ledger.SignedNote;
import dev.clef.ledger.VerifierKey;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Checks a whole log and reports it. */
record LogCheck(LogKey key, LeafFormat format, Trust trust, Report report) {

  LogCheck(LogKey key, LeafFormat format, Report report) {
    this(key, format, Trust.NONE, report);
  }

  int run(LogSource live, Optional<Checkpoint> since) throws IOException {
    // The head is read once: what is checked last is what was checked first.
    Optional<byte[]> note = live.read(LogSource.CHECKPOINT);
    LogSource source = path -> path.equals(LogSource.CHECKPOINT) ? note : live.read(path);
    if (!key.vouched()) {
      report.warn(LogKey.WARNING);
    }
    Progress progress = Progress.onTerminal(report.err());
    return switch (new LogVerifier(source, key.key(), format, since, progress).verify()) {
      case LogVerdict.Verified(Checkpoint head) ->
          signed(SignedNote.parse(note.orElseThrow()), facts(head, since, progress));
      case LogVerdict.Failed failed -> {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("kind", failed.kind().name());
        facts.put("path", failed.path());
        failed.entry().ifPresent(entry -> facts.put("entry", entry));
        yield report.failed(failed.message() + " (" + failed.path() + ")", facts);
      }
    };
  }

  private int signed(SignedNote note, Map<String, Object> facts) {
    facts.putAll(trust.facts(note));
    return trust
        .problem(note)
        .map(problem ->
            report.failed(
                problem.message(), Map.of("kind", problem.kind(), "path", LogSource.CHECKPOINT)))
        .orElseGet(() -> report.verified("The log is whole.", facts));
  }

  private Map<String, Object> facts(
      Checkpoint head, Optional<Checkpoint> since, Progress progress) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("origin", head.origin());
    facts.put("size", head.size());
    facts.put("root", head.root().base64());
    since.ifPresent(known -> facts.put("extends_size", known.size()));
    facts.put("key_vouched_for", key.vouched());
    facts.put("entries_per_second", Math.round(progress.perSecond(head.size())));
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
