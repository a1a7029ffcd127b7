package dev.clef.audit.timestamps;

import dev.clef.audit.timestamps.Authority.Kind;
import dev.clef.audit.timestamps.TimestampStore.Stamp;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether others prove the time of the log, for whoever runs it. Thread-safe. */
public final class Timestamps {

  /**
   * How time is proven.
   *
   * @param mode which authority is asked: {@code none}, {@code built_in} (a trial: it proves
   *     nothing to strangers), {@code external}
   * @param provenByOthers whether the newest time-stamp is that of an authority that is not this
   *     Clef itself
   * @param authority the name in the certificate of the newest time-stamp; null before the first
   * @param size entries the newest time-stamp covers; null before the first
   * @param at the time it says; null before the first
   * @param problem why the last attempt failed; null when it did not
   */
  public record State(
      String mode,
      boolean provenByOthers,
      @Nullable String authority,
      @Nullable Long size,
      @Nullable Instant at,
      @Nullable String problem) {}

  private final TimestampStore store;
  private final Optional<Authority> authority;
  private volatile @Nullable String problem;

  Timestamps(TimestampStore store, Optional<Authority> authority) {
    this.store = store;
    this.authority = authority;
  }

  public State state() {
    Optional<Stamp> newest = store.newest();
    return new State(
        authority.map(one -> one.kind().name().toLowerCase(Locale.ROOT)).orElse("none"),
        newest.filter(stamp -> stamp.kind() == Kind.EXTERNAL).isPresent(),
        newest.map(Stamp::name).orElse(null),
        newest.map(Stamp::size).orElse(null),
        newest.map(Stamp::at).orElse(null),
        problem);
  }

  Optional<Instant> newestAt() {
    return store.newest().map(Stamp::at);
  }

  void problem(@Nullable String now) {
    problem = now;
  }
}
