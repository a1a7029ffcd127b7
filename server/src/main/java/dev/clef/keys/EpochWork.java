package dev.clef.keys;

import dev.clef.keys.EpochProgress.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The work of an epoch change, batch by batch, each in a transaction with the position it reached:
 * whatever interrupts it, the next batch goes on where the last committed one ended.
 */
final class EpochWork {

  private static final int BATCH = 5000;
  private static final PersonRef BEFORE_ALL = new PersonRef("", new UUID(0, 0));
  private static final Heads NO_HEADS = new Heads(Map.of(), Map.of());

  private final EpochStore epochs;
  private final PersonKeyStore people;
  private final PersonKeyWrapper wrapper;
  private final TransactionTemplate transaction;
  private final String region;

  EpochWork(
      EpochStore epochs,
      PersonKeyStore people,
      PersonKeyWrapper wrapper,
      TransactionTemplate transaction,
      String region) {
    this.epochs = epochs;
    this.people = people;
    this.wrapper = wrapper;
    this.transaction = transaction;
    this.region = region;
  }

  /** Does the next batch of a part; answers what is to be done then. */
  Step next(int from, int to, int part) {
    return Objects.requireNonNull(
        transaction.execute(status -> {
          people.readByIndex();
          EpochProgress progress = epochs.lockProgress(region, to, part);
          EpochProgress after =
              switch (progress.step()) {
                case WRAP -> wrap(progress, from, to);
                case CHECK -> check(progress, from, to);
                case DONE -> progress;
              };
          epochs.advance(region, to, after);
          return after.step();
        }));
  }

  /**
   * Looks once more at everybody, after somebody has repaired what was damaged; keys that are in
   * the new epoch already stay, but for those of the damaged.
   */
  void beginAgain(int to) {
    transaction.executeWithoutResult(status -> {
      epochs.damage(region, to).forEach(person -> people.takeOut(person, to));
      epochs.beginAgain(region, to);
    });
  }

  /** Nobody of the part is erased meanwhile, or an erased person's keys would come back. */
  private EpochProgress wrap(EpochProgress progress, int from, int to) {
    people.lockPart(progress.part());
    PersonRef end = people.endOfPage(from, progress.part(), progress.at(), BATCH).orElse(null);
    List<WrappedPerson> rows = people.inEither(from, to, progress.part(), progress.at(), end);
    // One branch after the other: a key schedule costs a sixth of the work when keys alternate.
    rows.sort(Comparator.comparingInt(row -> row.branch().shard()));
    Set<PersonRef> there =
        rows.stream()
            .filter(row -> row.branch().epoch() == to)
            .map(WrappedPerson::person)
            .collect(Collectors.toSet());
    List<WrappedPerson> wrapped = new ArrayList<>(rows.size());
    for (WrappedPerson old : rows) {
      PersonKey key =
          old.branch().epoch() == from && !there.contains(old.person()) ? opened(old, to) : null;
      if (key != null) {
        wrapped.add(wrapper.wrap(key, to, old.createdAt(), old.confirmed()));
        key.wipe();
      }
    }
    if (!wrapped.isEmpty()) {
      people.copy(wrapped);
    }
    return new EpochProgress(
        progress.part(),
        end == null ? Step.CHECK : Step.WRAP,
        progress.total(),
        progress.wrapped() + wrapped.size(),
        0,
        end == null ? BEFORE_ALL : end);
  }

  /** Opens every stored key of the new epoch and compares it with the old one. */
  private EpochProgress check(EpochProgress progress, int from, int to) {
    PersonRef end = people.endOfPage(from, progress.part(), progress.at(), BATCH).orElse(null);
    List<WrappedPerson> rows = people.inEither(from, to, progress.part(), progress.at(), end);
    Map<PersonRef, WrappedPerson> olds = new HashMap<>();
    Map<PersonRef, WrappedPerson> news = new HashMap<>();
    for (WrappedPerson row : rows) {
      (row.branch().epoch() == from ? olds : news).put(row.person(), row);
    }
    olds.forEach((person, old) -> {
      if (!same(old, news.remove(person), to)) {
        epochs.damaged(region, to, person);
      }
    });
    news.keySet().forEach(person -> epochs.damaged(region, to, person));
    long done = progress.checked() + olds.size();
    return new EpochProgress(
        progress.part(),
        end == null ? Step.DONE : Step.CHECK,
        progress.total(),
        progress.wrapped(),
        done,
        end == null ? progress.at() : end);
  }

  private boolean same(WrappedPerson old, @Nullable WrappedPerson fresh, int to) {
    if (fresh == null) {
      return false;
    }
    PersonKey was = opened(old, to);
    PersonKey is = opened(fresh, to);
    boolean same = was != null && is != null && was.sameBytes(is);
    if (was != null) {
      was.wipe();
    }
    if (is != null) {
      is.wipe();
    }
    return same;
  }

  private @Nullable PersonKey opened(WrappedPerson wrapped, int to) {
    try {
      return wrapper.unwrap(wrapped, NO_HEADS);
    } catch (EnvelopeRejected damaged) {
      epochs.damaged(region, to, wrapped.person());
      return null;
    }
  }
}
