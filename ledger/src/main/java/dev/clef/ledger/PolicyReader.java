package dev.clef.ledger;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/** Reads a policy line by line (c2sp.org/tlog-policy, syntax and structure). */
final class PolicyReader {

  /** Logs, witnesses and groups each; the specification asks for 32 at least. */
  private static final int MAX = 256;

  private static final String NONE = "none";

  private final List<Policy.Log> logs = new ArrayList<>();
  private final SequencedMap<String, Policy.Witness> witnesses = new LinkedHashMap<>();
  private final SequencedMap<String, Policy.Group> groups = new LinkedHashMap<>();
  private final Set<Bytes> keys = new HashSet<>();
  private final Set<String> members = new HashSet<>();

  static Policy read(String text) {
    if (!text.endsWith("\n")) {
      throw new MalformedException("a policy ends in a newline");
    }
    PolicyReader reader = new PolicyReader();
    Optional<String> quorum = Optional.empty();
    int number = 0;
    for (String line : text.substring(0, text.length() - 1).split("\n", -1)) {
      number++;
      try {
        quorum = reader.line(line, quorum);
      } catch (MalformedException e) {
        throw new MalformedException("line " + number + " of the policy: " + e.getMessage());
      }
    }
    String name =
        quorum.orElseThrow(() -> new MalformedException("the policy does not say its quorum"));
    return reader.finish(Optional.of(name).filter(it -> !it.equals(NONE)));
  }

  Policy finish(Optional<String> quorum) {
    return new Policy(logs, witnesses, groups, quorum);
  }

  private Optional<String> line(String line, Optional<String> quorum) {
    if (line.chars().anyMatch(c -> (c < 0x20 && c != '\t') || c == 0x7f)) {
      throw new MalformedException("control characters other than tab are not allowed");
    }
    List<String> words =
        List.of(line.split("[ \t]+")).stream().filter(word -> !word.isEmpty()).toList();
    if (words.isEmpty() || words.getFirst().startsWith("#")) {
      return quorum;
    }
    List<String> rest = words.subList(1, words.size());
    switch (words.getFirst()) {
      case "log" -> {
        requireSize(rest, 1, 2);
        log(VerifierKey.parse(rest.getFirst()), word(rest, 1));
      }
      case "witness" -> {
        requireSize(rest, 2, 3);
        witness(rest.getFirst(), VerifierKey.parse(rest.get(1)), word(rest, 2));
      }
      case "group" -> {
        requireSize(rest, 3, Integer.MAX_VALUE);
        List<String> named = rest.subList(2, rest.size());
        group(rest.getFirst(), threshold(rest.get(1), named.size()), named);
      }
      case "quorum" -> {
        requireSize(rest, 1, 1);
        if (quorum.isPresent()) {
          throw new MalformedException("there is one quorum");
        }
        if (!rest.getFirst().equals(NONE)) {
          requireDefined(rest.getFirst());
        }
        return Optional.of(rest.getFirst());
      }
      default -> throw new MalformedException("it begins with log, witness, group or quorum");
    }
    return quorum;
  }

  private void log(VerifierKey key, Optional<String> url) {
    requireNew(key);
    requireRoom(logs.size());
    logs.add(new Policy.Log(key, url));
  }

  void witness(String name, VerifierKey key, Optional<String> url) {
    if (!key.type().isCosignature()) {
      throw new MalformedException("a witness has a key of type 4 or 6");
    }
    requireNew(name);
    requireNew(key);
    requireRoom(witnesses.size());
    witnesses.put(name, new Policy.Witness(name, key, url));
  }

  void group(String name, int threshold, List<String> named) {
    requireNew(name);
    requireRoom(groups.size());
    for (String member : named) {
      requireDefined(member);
      if (!members.add(member)) {
        throw new MalformedException(member + " is in a group already");
      }
    }
    groups.put(name, new Policy.Group(threshold, named));
  }

  private static int threshold(String word, int count) {
    long threshold =
        switch (word) {
          case "any" -> 1;
          case "all" -> count;
          default -> Strict.decimal(word, "the threshold of a group");
        };
    if (threshold < 1 || threshold > count) {
      throw new MalformedException("a threshold is between 1 and the number of members");
    }
    return (int) threshold;
  }

  private static Optional<String> word(List<String> words, int at) {
    return words.size() > at ? Optional.of(words.get(at)) : Optional.empty();
  }

  private static void requireSize(List<String> words, int least, int most) {
    if (words.size() < least || words.size() > most) {
      throw new MalformedException("it has a word too few or too many");
    }
  }

  private static void requireRoom(int size) {
    if (size >= MAX) {
      throw new MalformedException("there are more than " + MAX);
    }
  }

  /**
   * One key under two names would count twice; and a log that is its own witness proves nothing.
   */
  private void requireNew(VerifierKey key) {
    if (!keys.add(key.publicKey())) {
      throw new MalformedException("its key is there already");
    }
  }

  private void requireNew(String name) {
    if (name.equals(NONE) || witnesses.containsKey(name) || groups.containsKey(name)) {
      throw new MalformedException("the name " + name + " is taken");
    }
  }

  private void requireDefined(String name) {
    if (!witnesses.containsKey(name) && !groups.containsKey(name)) {
      throw new MalformedException("nothing before has the name " + name);
    }
  }
}
