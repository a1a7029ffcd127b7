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
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Checks a whole log and reports it. */
record LogCheck(LogKey key, LeafFormat format, Report report) {

  int run(LogSource source, Optional<Checkpoint> since) throws IOException {
    if (!key.vouched()) {
      report.warn(LogKey.WARNING);
    }
    Progress progress = Progress.onTerminal(report.err());
    return switch (new LogVerifier(source, key.key(), format, since, progress).verify()) {
      case LogVerdict.Verified(Checkpoint head, long from) ->
          report.verified(sentence(from), facts(head, from, since, progress));
      case LogVerdict.Failed failed -> {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("kind", failed.kind().name());
        facts.put("path", failed.path());
        failed.entry().ifPresent(entry -> facts.put("entry", entry));
        yield report.failed(failed.message() + " (" + failed.path() + ")", facts);
      }
    };
  }

  private static String sentence(long from) {
    return from == 0
        ? "The log is whole."
        : "The log is whole from entry " + from + " on; the entries before are pruned.";
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
      Checkpoint head, long from, Optional<Checkpoint> since, Progress progress) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("origin", head.origin());
    facts.put("size", head.size());
    facts.put("root", head.root().base64());
    if (from > 0) {
      facts.put("pruned_before", from);
    }
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
