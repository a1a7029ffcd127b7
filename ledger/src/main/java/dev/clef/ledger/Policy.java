package dev.clef.ledger;

import java.time.Instant;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * Whose signatures make a checkpoint worth believing (c2sp.org/tlog-policy): logs, witnesses, and a
 * quorum of these.
 *
 * @param logs any one of them signs; may be empty where the log is known from elsewhere
 * @param witnesses by their names in the policy
 * @param groups by their names, each after its members
 * @param quorum a witness or a group; empty when no cosignature is needed
 */
public record Policy(
    List<Log> logs,
    SequencedMap<String, Witness> witnesses,
    SequencedMap<String, Group> groups,
    Optional<String> quorum) {

  /**
   * A log.
   *
   * @param url where it is, if that is said
   */
  public record Log(VerifierKey key, Optional<String> url) {}

  /**
   * A key of a witness; a witness with keys of two types has two of these.
   *
   * @param url the submission prefix of the witness, if that is said
   */
  public record Witness(String name, VerifierKey key, Optional<String> url) {}

  /**
   * Witnesses or groups.
   *
   * @param threshold how many members have to have witnessed a checkpoint
   */
  public record Group(int threshold, List<String> members) {
    public Group {
      members = List.copyOf(members);
    }
  }

  /**
   * How a checkpoint stands.
   *
   * @param cosigned when each witness did, by its name in the policy
   * @param wrong witnesses whose signature is there and does not verify
   * @param quorum whether enough cosigned
   */
  public record Verdict(Map<String, Instant> cosigned, List<String> wrong, boolean quorum) {

    /** A wrong signature of a known key spoils the note (c2sp.org/signed-note, signatures). */
    public boolean holds() {
      return quorum && wrong.isEmpty();
    }
  }

  public Policy {
    logs = List.copyOf(logs);
    witnesses = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(witnesses));
    groups = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(groups));
  }

  /** Every one of these keys has to cosign. */
  public static Policy all(List<VerifierKey> keys) {
    PolicyReader policy = new PolicyReader();
    keys.forEach(key -> policy.witness(named(key), key, Optional.empty()));
    if (!keys.isEmpty()) {
      policy.group("all", keys.size(), keys.stream().map(Policy::named).toList());
    }
    return policy.finish(keys.isEmpty() ? Optional.empty() : Optional.of("all"));
  }

  /** A vkey without its key. */
  private static String named(VerifierKey key) {
    return key.name() + "+" + HexFormat.of().toHexDigits(key.keyId());
  }

  /**
   * Reads a policy file. It is UTF-8; each line ends in a newline, the last one too.
   *
   * @throws MalformedException naming the line and the rule it breaks
   */
  public static Policy parse(byte[] utf8) {
    return PolicyReader.read(Strict.utf8(utf8, 0, utf8.length));
  }

  /** Checks the cosignatures of a checkpoint; those of strangers are ignored. */
  public Verdict of(SignedNote checkpoint) {
    Map<String, Instant> cosigned = new TreeMap<>();
    List<String> wrong =
        witnesses.values().stream()
            .filter(witness -> checkpoint.names(witness.key()))
            .filter(witness -> {
              Optional<Instant> at = checkpoint.cosignedAt(witness.key());
              at.ifPresent(time -> cosigned.put(witness.name(), time));
              return at.isEmpty();
            })
            .map(Witness::name)
            .toList();
    return new Verdict(cosigned, wrong, isQuorum(cosigned.keySet()));
  }

  /** Whether it is enough when these cosign. */
  public boolean isQuorum(Set<String> cosigned) {
    return quorum.map(name -> hasWitnessed(name, cosigned)).orElse(true);
  }

  private boolean hasWitnessed(String name, Set<String> cosigned) {
    Group group = groups.get(name);
    if (group == null) {
      return cosigned.contains(name);
    }
    return group.members().stream().filter(member -> hasWitnessed(member, cosigned)).count()
        >= group.threshold();
  }

  /** The quorum in words, for whoever reads why it was not reached. */
  public String needed() {
    return quorum.map(this::words).orElse("nobody");
  }

  private String words(String name) {
    Group group = groups.get(name);
    return group == null
        ? Objects.requireNonNull(witnesses.get(name)).key().name()
        : group.threshold()
            + " of ("
            + String.join(", ", group.members().stream().map(this::words).toList())
            + ")";
  }
}
