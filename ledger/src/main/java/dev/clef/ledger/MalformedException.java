package dev.clef.ledger;

/** Bytes or text that break their format; the message says where and how, never what they hold. */
public final class MalformedException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  public MalformedException(String message) {
    super(message);
  }
}
