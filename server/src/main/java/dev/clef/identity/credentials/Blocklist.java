package dev.clef.identity.credentials;

import dev.clef.blocklist.FilterInfo;
import dev.clef.blocklist.PasswordFilter;
import dev.clef.identity.credentials.PasswordHash.Form;
import dev.clef.platform.StartRefused;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The passwords that are commonly used, expected or compromised (NIST SP 800-63B-4 §3.1.1.2): a
 * filter of stolen ones where there is such a file, and always the most common ones and a few
 * rules. The whole password is compared, never a part of it. Thread-safe.
 */
public final class Blocklist implements AutoCloseable {

  /** Why a password is refused. */
  public enum Verdict {
    /** It was stolen somewhere, so it is on the lists of those who guess. */
    BREACHED,
    /** It follows from who the person or the service is, or is what everybody takes. */
    GUESSABLE
  }

  private static final Logger LOG = LoggerFactory.getLogger(Blocklist.class);

  private final AtomicBoolean failureTold = new AtomicBoolean();
  private final @Nullable PasswordFilter filter;
  private final CommonPasswords common = new CommonPasswords(PasswordSettings.SHORTEST);
  private final Guessable guessable;

  private Blocklist(@Nullable PasswordFilter filter, List<String> words) {
    this.filter = filter;
    this.guessable = new Guessable(words);
  }

  /**
   * Opens the filter of the settings.
   *
   * @throws StartRefused when a file is named that cannot be used: a server that was told to
   *     compare must not run without
   */
  public static Blocklist of(BlocklistSettings settings) {
    Path file = settings.filter();
    if (file == null) {
      return new Blocklist(null, settings.words());
    }
    try {
      return new Blocklist(PasswordFilter.open(file), settings.words());
    } catch (NoSuchFileException e) {
      throw refused(file, "there is no such file", e);
    } catch (IOException e) {
      throw refused(file, Objects.requireNonNullElse(e.getMessage(), "it cannot be read"), e);
    }
  }

  private static StartRefused refused(Path file, String why, IOException e) {
    return new StartRefused(
        "The password filter "
            + file
            + " (clef.passwords.filter) cannot be used: "
            + why
            + ". Make it anew with ./clef passwords build, or take the setting away.",
        e);
  }

  /** Why this may not become the password of whom {@code own} is about; empty when it may. */
  public Optional<Verdict> check(String typed, OwnWords own) {
    if (isBreached(typed)) {
      return Optional.of(Verdict.BREACHED);
    }
    return common.contains(typed) || guessable.is(typed, own)
        ? Optional.of(Verdict.GUESSABLE)
        : Optional.empty();
  }

  /**
   * Whether the filter has the password, as it was typed or normalised. Wrong for one password of
   * 65,536 that is not in the list; never the other way round.
   */
  public boolean isBreached(String typed) {
    PasswordFilter asked = filter;
    if (asked == null) {
      return false;
    }
    for (Form form : Form.values()) {
      Optional<byte[]> bytes = PasswordText.bytes(typed, form);
      if (bytes.isPresent()) {
        try {
          if (asked.contains(bytes.get())) {
            return true;
          }
        } finally {
          Arrays.fill(bytes.get(), (byte) 0);
        }
      }
    }
    return false;
  }

  /**
   * Like {@link #isBreached}, and false when the filter cannot be asked any more, because somebody
   * cut or overwrote the file under the server: nobody is kept out by that. Told once in the log.
   */
  public boolean isKnownBreached(String typed) {
    try {
      return isBreached(typed);
    } catch (RuntimeException | InternalError e) { // what a mapped file throws that has changed
      if (failureTold.compareAndSet(false, true)) {
        LOG.error(
            "The password filter (clef.passwords.filter) cannot be asked: {}. Sign-ins are not"
                + " compared with it; put a whole file in its place and restart.",
            e.getClass().getName());
      }
      return false;
    }
  }

  /** What the filter holds; empty where there is none. */
  public Optional<FilterInfo> filter() {
    return Optional.ofNullable(filter).map(PasswordFilter::info);
  }

  @Override
  public void close() {
    if (filter != null) {
      filter.close();
    }
  }
}
