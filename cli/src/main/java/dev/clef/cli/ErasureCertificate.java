package dev.clef.cli;

import dev.clef.ledger.Bytes;
import dev.clef.ledger.CanonicalMap;
import dev.clef.ledger.Hash;
import dev.clef.ledger.Leaf;
import dev.clef.ledger.MalformedException;
import dev.clef.ledger.TlogProof;
import dev.clef.ledger.VerifierKey;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/**
 * What a person gets after an erasure, {@code clef-erasure-certificate-v1}, checked without the
 * server.
 *
 * <p>The sentences in {@code statement} and {@code limits} explain; they are not covered by the
 * proof, so nothing here is concluded from them.
 *
 * @param erasedAt RFC 3339, exactly as the event says it
 * @param stage 1: the keys are destroyed; 2: no backup can bring them back
 * @param origin the log the certificate names
 * @param event {@link CanonicalMap} bytes
 * @param eventKey 32 bytes that open the commitment of the leaf
 * @param leaf {@link Leaf} bytes, as logged
 */
record ErasureCertificate(
    UUID certificateId,
    String erasedAt,
    int stage,
    String custody,
    List<String> statement,
    List<String> limits,
    String origin,
    VerifierKey vkey,
    Bytes event,
    Bytes eventKey,
    Bytes leaf,
    TlogProof proof) {

  static final String FORMAT = "clef-erasure-certificate-v1";

  private static final Set<String> MEMBERS =
      Set.of(
          "format",
          "certificate_id",
          "erased_at",
          "stage",
          "custody",
          "statement",
          "limits",
          "log",
          "event",
          "event_key",
          "leaf",
          "proof");

  ErasureCertificate {
    statement = List.copyOf(statement);
    limits = List.copyOf(limits);
    try {
      Instant.parse(erasedAt);
    } catch (DateTimeParseException e) {
      throw new MalformedException("erased_at is not a time of RFC 3339");
    }
    if (eventKey.size() != Hash.SIZE) {
      throw new MalformedException("event_key has 32 bytes, not " + eventKey.size());
    }
  }

  /**
   * Reads the JSON form.
   *
   * @throws MalformedException naming the first rule broken, an unknown or missing member included
   */
  static ErasureCertificate parse(String json) {
    JsonNode root = Json.object(Json.parse(json), MEMBERS);
    if (!Json.text(root, "format").equals(FORMAT)) {
      throw new MalformedException("not of the format " + FORMAT);
    }
    JsonNode log = Json.object(root.get("log"), Set.of("origin", "vkey"));
    return new ErasureCertificate(
        uuid(Json.text(root, "certificate_id")),
        Json.text(root, "erased_at"),
        Json.number(root, "stage"),
        Json.text(root, "custody"),
        Json.texts(root, "statement"),
        Json.texts(root, "limits"),
        Json.text(log, "origin"),
        VerifierKey.parse(Json.text(log, "vkey")),
        Bytes.ofBase64(Json.text(root, "event")),
        Bytes.ofBase64(Json.text(root, "event_key")),
        Bytes.ofBase64(Json.text(root, "leaf")),
        TlogProof.parse(Json.text(root, "proof")));
  }

  /** The key the certificate brings along; nobody vouches for it. */
  LogKey carriedKey() {
    return new LogKey(vkey, false);
  }

  /**
   * Checks everything the certificate claims against the log's key.
   *
   * @return what is wrong, in one sentence; empty when nothing is
   */
  Optional<String> problem(VerifierKey key) {
    try {
      return proofProblem(key).or(this::eventProblem);
    } catch (MalformedException e) {
      return Optional.of(Objects.requireNonNullElse(e.getMessage(), "malformed"));
    }
  }

  /** What the logged event says beyond the members of the certificate; proven like these. */
  Map<String, String> details() {
    Map<String, String> facts = CanonicalMap.decode(event.toArray()).entries();
    Map<String, String> details = new LinkedHashMap<>();
    for (String name : List.of("nodes", "evicted_ms", "epoch", "keys_destroyed")) {
      if (facts.containsKey(name)) {
        details.put(name, facts.get(name));
      }
    }
    return details;
  }

  private Optional<String> proofProblem(VerifierKey key) {
    if (!origin.equals(key.name())) {
      return Optional.of("it names the log " + origin + ", the key is of " + key.name());
    }
    return switch (proof.verify(leaf.toArray(), key)) {
      case VALID -> Optional.empty();
      case WRONG_SIGNATURE -> Optional.of("its checkpoint is not signed by the key of the log");
      case WRONG_ORIGIN -> Optional.of("its checkpoint is of another log");
      case NOT_INCLUDED -> Optional.of("its leaf is not in the signed log");
    };
  }

  private Optional<String> eventProblem() {
    Hash committed = Leaf.decode(leaf.toArray()).eventCommitment();
    if (!Leaf.commit(eventKey.toArray(), event.toArray()).equals(committed)) {
      return Optional.of("its event is not the one the log committed to");
    }
    Map<String, String> facts = CanonicalMap.decode(event.toArray()).entries();
    // An event that says nothing of a stage is of stage 1: a later stage needs its own event.
    String committedStage = facts.getOrDefault("stage", "1");
    return differs(facts, "type", "person.erased")
        .or(() -> differs(facts, "certificate", certificateId.toString()))
        .or(() -> differs(facts, "time", erasedAt))
        .or(() -> differs(facts, "custody", custody))
        .or(() ->
            committedStage.equals(Integer.toString(stage))
                ? Optional.empty()
                : Optional.of("the logged event is of stage " + committedStage));
  }

  private static Optional<String> differs(Map<String, String> facts, String name, String claimed) {
    return claimed.equals(facts.get(name))
        ? Optional.empty()
        : Optional.of("the logged event does not have the " + name + " \"" + claimed + "\"");
  }

  private static UUID uuid(String text) {
    try {
      UUID uuid = UUID.fromString(text);
      if (uuid.toString().equals(text)) {
        return uuid;
      }
    } catch (IllegalArgumentException e) {
      // Said below, together with the spellings fromString lets pass.
    }
    throw new MalformedException("certificate_id is not a UUID in lower case");
  }
}
