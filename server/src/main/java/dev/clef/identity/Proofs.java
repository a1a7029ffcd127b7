package dev.clef.identity;

import dev.clef.subject.Assurance;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * With what somebody has proven who they are, each with the last time. Immutable.
 *
 * @param times a proof to its time
 */
public record Proofs(Map<Proof, Instant> times) {

  /** Nothing was proven. */
  public static final Proofs NONE = new Proofs(Map.of());

  private static final Set<Proof> HELD =
      Set.of(Proof.AUTHENTICATOR, Proof.RECOVERY_CODE, Proof.DEVICE_KEY);

  public Proofs {
    times = Map.copyOf(times);
  }

  /** These proofs, all given now. */
  static Proofs at(Instant now, Proof... given) {
    return new Proofs(Arrays.stream(given).collect(Collectors.toMap(proof -> proof, _ -> now)));
  }

  /** Both; of a proof given twice the later time. */
  Proofs and(Proofs more) {
    Map<Proof, Instant> all = new EnumMap<>(Proof.class);
    Stream.of(times, more.times)
        .forEach(some ->
            some.forEach((proof, at) ->
                all.merge(proof, at, (one, other) -> one.isAfter(other) ? one : other)));
    return new Proofs(all);
  }

  /** Those given at {@code since} or later. */
  Proofs since(Instant since) {
    return new Proofs(
        times.entrySet().stream()
            .filter(given -> !given.getValue().isBefore(since))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  /** Without one of them. */
  Proofs without(Proof proof) {
    return new Proofs(
        times.entrySet().stream()
            .filter(given -> given.getKey() != proof)
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  boolean has(Proof proof) {
    return times.containsKey(proof);
  }

  /** How sure it is by these; empty when nothing was proven. */
  public Optional<Assurance> assurance() {
    if (times.containsKey(Proof.PASSKEY)) {
      return Optional.of(Assurance.PHISHING_RESISTANT);
    }
    if (!times.containsKey(Proof.PASSWORD)) {
      return Optional.empty();
    }
    return Optional.of(
        Collections.disjoint(times.keySet(), HELD) ? Assurance.ONE_FACTOR : Assurance.TWO_FACTORS);
  }

  /** The names of the proofs towards others, in order (RFC 8176); empty when nothing was proven. */
  public List<String> amr() {
    Set<String> names = new TreeSet<>();
    times.keySet().forEach(proof -> names.addAll(proof.amr()));
    if (assurance().filter(Assurance.TWO_FACTORS::equals).isPresent()) {
      names.add("mfa");
    }
    return List.copyOf(names);
  }

  /** The codes, in order, for entries of the log. */
  String codes() {
    return times.keySet().stream().map(Proof::code).sorted().collect(Collectors.joining(","));
  }

  /** As stored: {@code password:1732791234567,passkey:…}, in milliseconds since 1970. */
  public String stored() {
    return times.entrySet().stream()
        .map(given -> given.getKey().code() + ":" + given.getValue().toEpochMilli())
        .sorted()
        .collect(Collectors.joining(","));
  }

  /**
   * Reads what {@link #stored} wrote; what a later version knows counts for nothing here.
   *
   * @param authenticatedAt of a session that was opened before proofs were kept: by password
   */
  static Proofs parse(String stored, Instant authenticatedAt) {
    if (stored.isEmpty()) {
      return at(authenticatedAt, Proof.PASSWORD);
    }
    return new Proofs(
        List.of(stored.split(",", -1)).stream()
            .map(one -> one.split(":", 2))
            .filter(parts -> Proof.isKnown(parts[0]))
            .collect(
                Collectors.toMap(
                    parts -> Proof.of(parts[0]),
                    parts -> Instant.ofEpochMilli(Long.parseLong(parts[1])))));
  }
}
