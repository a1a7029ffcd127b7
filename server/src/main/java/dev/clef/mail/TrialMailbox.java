package dev.clef.mail;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Where letters go in trial mode: into memory, the newest {@value #MOST}, to be looked at. What it
 * holds is gone with the process. Thread-safe.
 */
public final class TrialMailbox implements Carrier {

  static final int MOST = 200;

  /** One letter, as its recipient would see it. */
  public record Item(
      UUID id, Instant at, String language, String to, String subject, String text, String html) {

    @Override
    public String toString() {
      return "Item[<redacted>]";
    }
  }

  private final boolean open;
  private final Deque<Item> items = new ArrayDeque<>();

  TrialMailbox(boolean open) {
    this.open = open;
  }

  /** Whether letters come here; if not, they go to a mail server, or nowhere. */
  public boolean isOpen() {
    return open;
  }

  @Override
  public synchronized Delivery carry(Outgoing letter) {
    items.addFirst(
        new Item(
            letter.letterId(),
            letter.at(),
            letter.language().getLanguage(),
            letter.to().value(),
            letter.written().subject(),
            letter.written().text(),
            letter.written().html()));
    if (items.size() > MOST) {
      items.removeLast();
    }
    return new Delivery.Accepted();
  }

  /** The newest first. */
  public synchronized List<Item> items() {
    return List.copyOf(items);
  }

  public synchronized Optional<Item> find(UUID id) {
    return items.stream().filter(item -> item.id().equals(id)).findFirst();
  }
}
