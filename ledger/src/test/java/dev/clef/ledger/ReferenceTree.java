package dev.clef.ledger;

import java.util.ArrayList;
import java.util.List;

/** RFC 6962 §2.1 written as it reads: slow, recursive, without tiles. */
final class ReferenceTree {

  private ReferenceTree() {}

  static Hash root(List<Hash> d) {
    if (d.isEmpty()) {
      return TreeHash.empty();
    }
    if (d.size() == 1) {
      return d.getFirst();
    }
    int k = split(d.size());
    return TreeHash.node(root(d.subList(0, k)), root(d.subList(k, d.size())));
  }

  static List<Hash> path(int m, List<Hash> d) {
    if (d.size() == 1) {
      return List.of();
    }
    int k = split(d.size());
    List<Hash> left = d.subList(0, k);
    List<Hash> right = d.subList(k, d.size());
    return m < k ? plus(path(m, left), root(right)) : plus(path(m - k, right), root(left));
  }

  static List<Hash> proof(int m, List<Hash> d) {
    return subproof(m, d, true);
  }

  private static List<Hash> subproof(int m, List<Hash> d, boolean complete) {
    if (m == d.size()) {
      return complete ? List.of() : List.of(root(d));
    }
    int k = split(d.size());
    List<Hash> left = d.subList(0, k);
    List<Hash> right = d.subList(k, d.size());
    return m <= k
        ? plus(subproof(m, left, complete), root(right))
        : plus(subproof(m - k, right, false), root(left));
  }

  /** The largest power of two smaller than n. */
  private static int split(int n) {
    int k = 1;
    while (k * 2 < n) {
      k *= 2;
    }
    return k;
  }

  private static List<Hash> plus(List<Hash> path, Hash last) {
    List<Hash> longer = new ArrayList<>(path);
    longer.add(last);
    return longer;
  }
}
