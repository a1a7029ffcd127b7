package dev.clef.keys;

import java.util.HashMap;
import java.util.Map;

/**
 * The newest version of every field of a person, as the keys database knows it.
 *
 * @param confirmed field to version, written and known to be written
 * @param pending field to version, announced by a write whose outcome is not known; empty most of
 *     the time
 */
public record Heads(Map<String, Long> confirmed, Map<String, Long> pending) {

  /** What a stored version is, seen from here. */
  public enum Verdict {
    /** The newest. */
    CURRENT,
    /** The one a pending write announced: the write happened. */
    ANNOUNCED,
    /** Newer than anything known here: this copy of the heads is old. */
    AHEAD,
    /** Older than the newest: an old row was put back. */
    ROLLED_BACK
  }

  public Heads {
    confirmed = Map.copyOf(confirmed);
    pending = Map.copyOf(pending);
  }

  /** Judges the stored {@code version} of {@code field}; 0 stands for an absent row. */
  public Verdict judge(String field, long version) {
    long known = confirmed.getOrDefault(field, 0L);
    if (version == known) {
      return Verdict.CURRENT;
    }
    if (version == pending.getOrDefault(field, -1L)) {
      return Verdict.ANNOUNCED;
    }
    return version > known ? Verdict.AHEAD : Verdict.ROLLED_BACK;
  }

  /** The heads once the pending write is known to have happened. */
  Heads promoted() {
    Map<String, Long> all = new HashMap<>(confirmed);
    all.putAll(pending);
    return new Heads(all, Map.of());
  }
}
