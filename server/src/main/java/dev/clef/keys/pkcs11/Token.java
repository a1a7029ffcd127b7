package dev.clef.keys.pkcs11;

import dev.clef.keys.CustodianUnavailable;
import dev.clef.keys.KeyUnavailable;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One token, found by its label wherever its slot is, with some sessions logged in. When a session
 * or the token is lost, the module is started anew and the work is done once more; a PIN that was
 * refused is not tried again, because tokens lock themselves. Thread-safe.
 */
final class Token {

  private static final Logger log = LoggerFactory.getLogger(Token.class);

  private static final long LOOK_ANEW_AFTER_NANOS = 10_000_000_000L;

  private final Cryptoki module;
  private final String label;
  private final Supplier<byte[]> pin;
  private final Semaphore places;

  // Of the generation of the module they were opened in; under this object's lock.
  private final Deque<Session> free = new ArrayDeque<>();
  private long generation;
  private long slot;
  private @Nullable CryptokiException refused;
  private long lookedAnewNanos = System.nanoTime() - LOOK_ANEW_AFTER_NANOS;

  /** Handles of keys by label, in the same generation. */
  private final Map<String, Long> keys = new ConcurrentHashMap<>();

  /**
   * A token that takes the PIN.
   *
   * @param pin gives the PIN at each login; the array is wiped after it
   * @param mayBeAway whether it is enough that it may come; else it has to be there now
   * @throws IllegalStateException when there is no such token, or it refuses the PIN
   */
  Token(Cryptoki module, String label, Supplier<byte[]> pin, int sessions, boolean mayBeAway) {
    this.module = module;
    this.label = label;
    this.pin = pin;
    this.places = new Semaphore(sessions);
    try {
      with(Session::labels);
    } catch (CustodianUnavailable e) {
      if (!mayBeAway || isRefused()) {
        throw new IllegalStateException(e.getMessage(), e);
      }
      log.warn("{}; another custodian does its work", e.getMessage());
    }
  }

  private synchronized boolean isRefused() {
    return refused != null;
  }

  /**
   * Does work in a session.
   *
   * @throws CustodianUnavailable when there is no session to be had
   * @throws CryptokiException when the work itself is refused
   */
  <T> T with(Function<Session, T> work) {
    places.acquireUninterruptibly();
    try {
      return attempt(work);
    } catch (LostException lost) {
      return again(work, lost);
    } finally {
      places.release();
    }
  }

  private <T> T again(Function<Session, T> work, LostException lost) {
    try {
      module.restart(lost.generation());
      T done = attempt(work);
      log.info("token \"{}\" was found again: {}", label, lost.getMessage());
      return done;
    } catch (LostException | CryptokiException still) {
      throw new CustodianUnavailable(
          "token \"" + label + "\" is out of reach: " + still.getMessage(), still);
    }
  }

  private <T> T attempt(Function<Session, T> work) {
    return module.sharing(() -> {
      long now = module.generation();
      try {
        Session session = take(now);
        T done = work.apply(session);
        give(session, now); // one that failed is not used again
        return done;
      } catch (CryptokiException e) {
        if (e.isLost()) {
          throw new LostException(e.getMessage(), now);
        }
        throw e;
      }
    });
  }

  /**
   * Does work that needs a key. A key that is not found may be out of sight, when the token was
   * away and nothing has told: then the module looks anew, but not again and again.
   */
  <T> T withKey(Function<Session, T> work) {
    try {
      return with(work);
    } catch (KeyUnavailable e) {
      if (!lookAnew()) {
        throw e;
      }
      return with(work);
    }
  }

  private boolean lookAnew() {
    long now = System.nanoTime();
    synchronized (this) {
      if (now - lookedAnewNanos < LOOK_ANEW_AFTER_NANOS) {
        return false;
      }
      lookedAnewNanos = now;
    }
    try {
      module.restart(module.sharing(module::generation));
      return true;
    } catch (CryptokiException e) {
      throw new CustodianUnavailable(
          "token \"" + label + "\" is out of reach: " + e.getMessage(), e);
    }
  }

  /** The only key with this label, or null; a handle is remembered while the module runs. */
  @Nullable Long key(Session session, String keyLabel) {
    Long known = keys.get(keyLabel);
    if (known != null) {
      return known;
    }
    List<Long> found = session.find(keyLabel);
    if (found.size() > 1) {
      throw new IllegalStateException(
          "token \"" + label + "\" holds " + found.size() + " keys labelled " + keyLabel);
    }
    if (!found.isEmpty()) {
      keys.put(keyLabel, found.getFirst());
    }
    return found.isEmpty() ? null : found.getFirst();
  }

  /** Forgets where a key is. */
  void forget(String keyLabel) {
    keys.remove(keyLabel);
  }

  private synchronized Session take(long now) {
    if (refused != null) {
      throw unavailable(refused);
    }
    if (generation != now) {
      free.clear();
      keys.clear();
      slot = find(now);
      generation = now;
    }
    Session session = free.poll();
    return session == null ? opened() : session;
  }

  private synchronized void give(Session session, long openedIn) {
    if (openedIn == generation) {
      free.push(session);
    }
  }

  private Session opened() {
    Session session = module.open(slot);
    byte[] entered = pin.get();
    try {
      session.login(entered);
      return session;
    } catch (CryptokiException e) {
      session.close();
      if (e.is(CryptokiException.PIN_INCORRECT)
          || e.is(CryptokiException.PIN_LEN_RANGE)
          || e.is(CryptokiException.PIN_LOCKED)) {
        refused = e;
        throw unavailable(e);
      }
      throw e;
    } finally {
      Arrays.fill(entered, (byte) 0);
    }
  }

  private CustodianUnavailable unavailable(CryptokiException e) {
    return new CustodianUnavailable(
        e.is(CryptokiException.PIN_LOCKED)
            ? "token \"" + label + "\" has locked its PIN"
            : "token \"" + label + "\" refuses the PIN; it is not tried again before a restart",
        e);
  }

  private long find(long now) {
    Map<Long, String> tokens = module.tokens();
    List<Long> slots =
        tokens.entrySet().stream()
            .filter(entry -> entry.getValue().equals(label))
            .map(Map.Entry::getKey)
            .toList();
    if (slots.size() != 1) {
      String found =
          String.join(", ", tokens.values().stream().filter(l -> !l.isEmpty()).sorted().toList());
      throw new LostException(
          slots.isEmpty()
              ? "there is none of this label; in reach: " + found
              : "there are " + slots.size() + " of this label",
          now);
    }
    return slots.getFirst();
  }

  /** The sessions of a generation are gone, or the token was not there when it began. */
  private static final class LostException extends RuntimeException {

    private final long generation;

    LostException(@Nullable String message, long generation) {
      super(message);
      this.generation = generation;
    }

    long generation() {
      return generation;
    }
  }
}
