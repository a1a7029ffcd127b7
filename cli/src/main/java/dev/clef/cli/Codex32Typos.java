package dev.clef.cli;

import dev.clef.ledger.Bytes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Where a codex32 string was mistyped. The code corrects four characters (BIP-93, §Error
 * Correction); one and two are looked for here, by trying all. Told is the place alone: what stood
 * there is on the page of its holder.
 */
final class Codex32Typos {

  /** As the pages print it. */
  static final int GROUP = 4;

  static final int GROUPS_IN_A_ROW = 5;

  private Codex32Typos() {}

  /** A sentence on a string whose checksum is wrong. */
  static String describe(Codex32Checksum checksum, String prefix, byte[] values) {
    List<Integer> wrong = find(checksum, prefix, values);
    if (wrong.isEmpty()) {
      return "it has typing errors: the checksum is wrong";
    }
    return "it has a typing error, "
        + wrong.stream()
            .map(at -> place(prefix.length() + 1 + at))
            .collect(Collectors.joining(", and another one "));
  }

  /** Where a character of the whole text stands on a page; the first is 0. */
  static String place(int at) {
    int group = at / GROUP;
    return "in row %d, group %d, character %d"
        .formatted(group / GROUPS_IN_A_ROW + 1, group % GROUPS_IN_A_ROW + 1, at % GROUP + 1);
  }

  /** The places of one or two wrong values in their order, or nothing when there are more. */
  static List<Integer> find(Codex32Checksum checksum, String prefix, byte[] values) {
    Map<Bytes, Integer> places = new HashMap<>();
    for (int at = 0; at < values.length; at++) {
      for (int error = 1; error < 32; error++) {
        places.put(Bytes.copyOf(checksum.syndromeOf(error, values.length - 1 - at)), at);
      }
    }
    byte[] seen = checksum.syndrome(prefix, values);
    Integer single = places.get(Bytes.copyOf(seen));
    if (single != null) {
      return List.of(single);
    }
    for (Map.Entry<Bytes, Integer> one : places.entrySet()) {
      byte[] rest = one.getKey().toArray();
      for (int i = 0; i < rest.length; i++) {
        rest[i] ^= seen[i];
      }
      Integer other = places.get(Bytes.copyOf(rest));
      if (other != null) {
        return List.of(Math.min(one.getValue(), other), Math.max(one.getValue(), other));
      }
    }
    return List.of();
  }
}
