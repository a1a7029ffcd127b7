package dev.clef.cli;

import dev.clef.ledger.Bytes;
import dev.clef.ledger.Checkpoint;
import dev.clef.ledger.Leaf;
import dev.clef.ledger.MalformedException;
import dev.clef.ledger.TlogProof;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Checks evidence that comes as a single file. */
record FileCheck(LogKey key, Trust trust, Report report) {

  static ErasureCertificate read(String json) {
    try {
      return ErasureCertificate.parse(json);
    } catch (MalformedException e) {
      throw CliException.failed("not an erasure certificate: " + e.getMessage());
    }
  }

  int certificate(ErasureCertificate certificate) {
    warn();
    Optional<String> problem =
        certificate
            .problem(key.key())
            .or(() -> trust.problem(certificate.proof().checkpoint()).map(Trust.Problem::message));
    if (problem.isPresent()) {
      return report.failed(
          "the certificate does not hold: " + problem.get(),
          Map.of("certificate_id", certificate.certificateId().toString()));
    }
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("certificate_id", certificate.certificateId().toString());
    facts.put("erased_at", certificate.erasedAt());
    facts.put("stage", certificate.stage());
    facts.put("custody", certificate.custody());
    facts.putAll(certificate.details());
    facts.putAll(place(certificate.proof()));
    return report.verified(
        certificate.stage() == 1
            ? "The erasure is in the signed log."
            : "The erasure is in the signed log, and the end of the keys in every backup too.",
        facts);
  }

  int proof(String text, Optional<Path> leafFile) throws IOException {
    warn();
    TlogProof proof;
    try {
      proof = TlogProof.parse(text);
    } catch (MalformedException e) {
      throw CliException.failed("not a proof: " + e.getMessage());
    }
    byte[] leaf =
        leafFile.isPresent()
            ? Files.readAllBytes(leafFile.get())
            : proof
                .extra()
                .filter(extra -> extra.size() == Leaf.BYTES)
                .map(Bytes::toArray)
                .orElseThrow(() ->
                    CliException.environment(
                        "the proof does not hold its entry: pass it by --leaf FILE"));
    TlogProof.Outcome outcome = proof.verify(leaf, key.key());
    return switch (outcome) {
      case VALID ->
          trust
              .problem(proof.checkpoint())
              .map(problem -> report.failed(problem.message(), Map.of("kind", problem.kind())))
              .orElseGet(() -> report.verified("The entry is in the signed log.", place(proof)));
      case WRONG_SIGNATURE, WRONG_ORIGIN, NOT_INCLUDED ->
          report.failed(sentence(outcome), Map.of("kind", outcome.name()));
    };
  }

  private static String sentence(TlogProof.Outcome outcome) {
    return switch (outcome) {
      case VALID -> "the entry is in the signed log";
      case WRONG_SIGNATURE -> "the checkpoint of the proof is not signed by the key";
      case WRONG_ORIGIN -> "the checkpoint of the proof is of another log";
      case NOT_INCLUDED -> "the entry is not in the signed log";
    };
  }

  private Map<String, Object> place(TlogProof proof) {
    Checkpoint head = proof.head();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("origin", head.origin());
    facts.put("index", proof.index());
    facts.put("size", head.size());
    facts.put("key_vouched_for", key.vouched());
    facts.putAll(trust.facts(proof.checkpoint()));
    return facts;
  }

  private void warn() {
    if (!key.vouched()) {
      report.warn(LogKey.WARNING);
    }
  }
}
