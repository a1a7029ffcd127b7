package dev.clef.cli;

import dev.clef.ledger.Bytes;
import dev.clef.ledger.MalformedException;
import dev.clef.ledger.Policy;
import dev.clef.ledger.SignedNote;
import dev.clef.ledger.VerifierKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Who has to have signed a checkpoint besides the key a log is checked with.
 *
 * @param further keys of the log, each of which has to have signed
 * @param policy who has to have cosigned, if anybody
 */
record Trust(List<VerifierKey> further, Optional<Policy> policy) {

  /** Nobody else. */
  static final Trust NONE = new Trust(List.of(), Optional.empty());

  /** Far more than a policy of 256 witnesses needs. */
  private static final int MAX_POLICY_BYTES = 1 << 20;

  Trust {
    further = List.copyOf(further);
  }

  /**
   * What is wrong with a checkpoint.
   *
   * @param kind a name for programs
   */
  record Problem(String kind, String message) {}

  /** What the options say: vkeys or files that hold one, and the file of a policy. */
  static Trust of(List<String> further, Optional<Path> policyFile, List<String> witnesses)
      throws IOException {
    List<VerifierKey> keys = new ArrayList<>();
    for (String key : further) {
      keys.add(LogKey.named(key).key());
    }
    if (policyFile.isPresent()) {
      byte[] text = OwnFile.read(policyFile.get(), MAX_POLICY_BYTES);
      return new Trust(keys, Optional.of(policy(text)));
    }
    List<VerifierKey> cosigners = new ArrayList<>();
    for (String witness : witnesses) {
      cosigners.add(LogKey.named(witness).key());
    }
    try {
      return new Trust(
          keys, Optional.of(cosigners).filter(some -> !some.isEmpty()).map(Policy::all));
    } catch (MalformedException e) {
      throw CliException.failed("not a key of a witness: " + e.getMessage());
    }
  }

  private static Policy policy(byte[] text) {
    try {
      return Policy.parse(text);
    } catch (MalformedException e) {
      throw CliException.failed("not a policy: " + e.getMessage());
    }
  }

  /** The key of the log that the policy names and that signed this; the first one if none did. */
  Optional<LogKey> logKey(SignedNote note) {
    List<VerifierKey> logs = logs();
    return logs.stream()
        .filter(note::isSignedBy)
        .findFirst()
        .or(() -> logs.stream().findFirst())
        .map(key -> new LogKey(key, true));
  }

  /**
   * The key a log is checked with, which is nobody's who cosigns.
   *
   * @throws CliException when a witness has a key of the log: who is his own witness proves nothing
   */
  LogKey apart(LogKey log) {
    List<Bytes> ofLog =
        Stream.concat(Stream.of(log.key()), further.stream()).map(VerifierKey::publicKey).toList();
    policy.stream()
        .flatMap(it -> it.witnesses().values().stream())
        .filter(witness -> ofLog.contains(witness.key().publicKey()))
        .findFirst()
        .ifPresent(witness -> {
          throw CliException.failed("the key of the witness " + witness.name() + " is the log's");
        });
    return log;
  }

  private List<VerifierKey> logs() {
    return policy.stream().flatMap(it -> it.logs().stream()).map(Policy.Log::key).toList();
  }

  /** The first thing missing or wrong; empty when all have signed who have to. */
  Optional<Problem> problem(SignedNote note) {
    for (VerifierKey key : further) {
      if (!note.isSignedBy(key)) {
        return Optional.of(
            new Problem(
                "CHECKPOINT_NOT_SIGNED",
                "the checkpoint is not signed by the "
                    + key.type().algorithm()
                    + " key "
                    + key.name()));
      }
    }
    if (!logs().isEmpty() && logs().stream().noneMatch(note::isSignedBy)) {
      return Optional.of(
          new Problem("LOG_NOT_IN_POLICY", "no log of the policy signed the checkpoint"));
    }
    return policy.flatMap(known -> problem(known, known.of(note)));
  }

  private static Optional<Problem> problem(Policy policy, Policy.Verdict verdict) {
    if (!verdict.wrong().isEmpty()) {
      return Optional.of(
          new Problem(
              "COSIGNATURE_WRONG",
              "a cosignature does not verify: " + String.join(", ", verdict.wrong())));
    }
    if (!verdict.quorum()) {
      String by = String.join(", ", verdict.cosigned().keySet());
      return Optional.of(
          new Problem(
              "QUORUM_MISSED",
              "the checkpoint is cosigned by "
                  + (by.isEmpty() ? "nobody" : by)
                  + ", but needs "
                  + policy.needed()));
    }
    return Optional.empty();
  }

  /** Who cosigned, and when; empty without a policy. */
  Map<String, Object> facts(SignedNote note) {
    if (policy.isEmpty()) {
      return Map.of();
    }
    Map<String, String> cosigned = new TreeMap<>();
    policy.get().of(note).cosigned().forEach((name, at) -> cosigned.put(name, at.toString()));
    return Map.of("cosigned_by", cosigned);
  }
}
