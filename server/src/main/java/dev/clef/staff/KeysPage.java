package dev.clef.staff;

import dev.clef.keys.Custody;
import dev.clef.keys.CustodyFigures.Holder;
import dev.clef.keys.DataKeyRotation;
import dev.clef.keys.EpochKeeper;
import dev.clef.keys.EpochKeeper.EpochState;
import dev.clef.keys.IndexRotation;
import dev.clef.keys.KeyRotations.Rotated;
import dev.clef.keys.KeyRotations.ServiceKeyState;
import dev.clef.platform.web.pages.Reader;
import dev.clef.platform.web.pages.Words;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The keys as the console tells them, in the reader's language.
 *
 * @param reach {@code all}, {@code some} or {@code none}: how many holders answer
 * @param stored null when the keys database does not answer
 */
public record KeysPage(
    Stamp at,
    String custody,
    List<Place> places,
    String reach,
    boolean strict,
    String region,
    long firstStage,
    long secondStage,
    @Nullable Stored stored) {

  /**
   * A place where keys lie that never leave it.
   *
   * @param label of the token; empty for the folder
   */
  public record Place(String custody, String label, boolean leaving, boolean inReach) {}

  /**
   * What the keys database knows.
   *
   * @param epoch the current one
   * @param next when it changes by itself; null when only on demand
   */
  public record Stored(
      int epoch,
      @Nullable Stamp since,
      @Nullable Stamp next,
      EpochTimeline timeline,
      @Nullable Change change,
      @Nullable Rotation rotation,
      @Nullable Rotation indexRotation,
      int root,
      List<Version> versions,
      List<ServiceKeys> services) {

    /** The latest rotations that touch everybody. */
    public List<Rotation> rotations() {
      return Stream.of(rotation, indexRotation).filter(Objects::nonNull).toList();
    }
  }

  /**
   * The change of epoch under way.
   *
   * @param how {@code running}, {@code waiting}, {@code damaged} or {@code stopped}
   */
  public record Change(int epoch, String how, long people, long damaged, List<Step> steps) {}

  /** A part of some work. */
  public record Step(String name, long percent, String left) {}

  /**
   * The latest rotation of keys that everybody has to do with.
   *
   * @param finished null while it runs
   * @param left about whom it leaves out; empty when that is nobody
   */
  public record Rotation(
      String title, Stamp started, @Nullable Stamp finished, String left, Step step) {}

  /**
   * A version of the root key or of a key that signs.
   *
   * @param custody where its private half is; the codes of {@link Custody}
   */
  public record Version(
      String name,
      int version,
      String state,
      String stateName,
      String custody,
      Stamp made,
      @Nullable Stamp retired,
      @Nullable Stamp destroyed) {}

  /**
   * The keys of one kind.
   *
   * @param purpose what they are for; empty for a kind there are no words for
   * @param command what replaces them; empty when nothing does
   */
  public record ServiceKeys(
      String name, String purpose, int keys, int versions, Stamp newest, String command) {}

  static KeysPage of(KeysFigures now, Words words, Reader reader) {
    return new KeysPage(
        Stamp.at(now.at(), reader),
        code(now.custody()),
        now.holders().stream().map(KeysPage::place).toList(),
        reach(now.holders()),
        now.strict(),
        now.region(),
        now.erasures().first(),
        now.erasures().second(),
        now.stored() == null ? null : new Telling(words, reader).stored(now, now.stored()));
  }

  private static Place place(Holder holder) {
    String label =
        holder.custody() == Custody.HSM
            ? holder.name().substring(holder.name().indexOf(':') + 1)
            : "";
    return new Place(code(holder.custody()), label, holder.leaving(), holder.inReach());
  }

  private static String reach(List<Holder> holders) {
    long there = holders.stream().filter(Holder::inReach).count();
    return there == holders.size() ? "all" : there == 0 ? "none" : "some";
  }

  private static String code(Custody custody) {
    return custody.name().toLowerCase(Locale.ROOT);
  }

  private record Telling(Words words, Reader reader) {

    Stored stored(KeysFigures now, KeysFigures.Stored stored) {
      EpochKeeper.Status status = stored.epochs();
      EpochState current =
          status.epochs().stream()
              .filter(epoch -> epoch.state().equals("current"))
              .findFirst()
              .orElse(null);
      EpochTimeline timeline =
          EpochTimeline.of(
              status.epochs(), Duration.ofSeconds(status.holdSeconds()), now.at(), words, reader);
      return new Stored(
          current == null ? 0 : current.epoch(),
          timeline.all().stream()
              .filter(line -> line.state().equals("current"))
              .map(EpochTimeline.Line::current)
              .findFirst()
              .orElse(null),
          current == null || status.everySeconds() == 0
              ? null
              : Stamp.at(current.createdAt().plusSeconds(status.everySeconds()), reader),
          timeline,
          status.change() == null ? null : change(status, status.change()),
          stored.rotations().dataKeys() == null ? null : rotation(stored.rotations().dataKeys()),
          stored.rotations().indexKeys() == null ? null : rotation(stored.rotations().indexKeys()),
          stored.rotations().rootKeys().stream()
              .filter(root -> root.state().equals("current"))
              .mapToInt(root -> root.version())
              .findFirst()
              .orElse(0),
          versions(now, stored),
          stored.rotations().serviceKeys().stream().map(this::service).toList());
    }

    private Change change(EpochKeeper.Status status, EpochKeeper.Change change) {
      String how =
          status.running()
              ? "running"
              : change.damaged() > 0 ? "damaged" : status.problem() != null ? "stopped" : "waiting";
      return new Change(
          change.epoch(),
          how,
          change.people(),
          change.damaged(),
          List.of(
              step("wrapped", change.wrapped(), change.people()),
              step("checked", change.checked(), change.people())));
    }

    private Rotation rotation(DataKeyRotation.Status status) {
      return new Rotation(
          say("rotation", status.number()),
          Stamp.at(status.startedAt(), reader),
          Stamp.orNull(status.finishedAt(), reader),
          status.damaged() == 0 ? "" : say("rotation.damaged", status.damaged()),
          step("renewed", status.renewed(), status.people()));
    }

    private Rotation rotation(IndexRotation.Status status) {
      return new Rotation(
          say("rotation.index", status.version()),
          Stamp.at(status.startedAt(), reader),
          Stamp.orNull(status.finishedAt(), reader),
          status.damaged() == 0 ? "" : say("rotation.left", status.damaged()),
          step("found", status.renewed(), status.people()));
    }

    /** People come while the work goes on: it is never more than all of it. */
    private Step step(String what, long done, long of) {
      return new Step(
          say("step." + what),
          of == 0 ? 100 : Math.min(100, done * 100 / of),
          say("step.of", done, Math.max(done, of)));
    }

    private List<Version> versions(KeysFigures now, KeysFigures.Stored stored) {
      return Stream.concat(
              stored.rotations().rootKeys().stream()
                  .map(root ->
                      version(
                          say("kind.root"),
                          root.version(),
                          root.state(),
                          code(now.custody()),
                          Stamp.at(root.createdAt(), reader),
                          Stamp.orNull(root.retiredAt(), reader),
                          Stamp.orNull(root.destroyedAt(), reader))),
              stored.rotations().signingKeys().stream()
                  .map(key ->
                      version(
                          words.sayOr(
                              reader.language(), "console.keys.signer." + key.name(), key.name()),
                          key.version(),
                          key.state(),
                          key.custody(),
                          Stamp.at(key.createdAt(), reader),
                          Stamp.orNull(key.retiredAt(), reader),
                          Stamp.orNull(key.destroyedAt(), reader))))
          .toList();
    }

    private Version version(
        String name,
        int version,
        String state,
        String custody,
        Stamp made,
        @Nullable Stamp retired,
        @Nullable Stamp destroyed) {
      return new Version(
          name, version, state, say("state." + state), custody, made, retired, destroyed);
    }

    private ServiceKeys service(ServiceKeyState state) {
      Locale language = reader.language();
      return new ServiceKeys(
          words.sayOr(
              language, "console.keys.kind." + state.kind(), state.kind().replace('_', ' ')),
          words.sayOr(language, "console.keys.for." + state.kind(), ""),
          state.keys(),
          state.versions(),
          Stamp.at(state.newestAt(), reader),
          Rotated.of(state.kind()).map(it -> "./clef keys rotate " + it.code()).orElse(""));
    }

    private String say(String key, Object... values) {
      return words.say(reader.language(), "console.keys." + key, values);
    }
  }
}
