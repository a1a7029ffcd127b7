package dev.clef.mail;

/** Takes letters to where they are going: a mail server, or the mailbox of the trial mode. */
interface Carrier extends AutoCloseable {

  /** Hands one letter over. */
  Delivery carry(Outgoing letter);

  /** Lets go of a connection that is kept between two letters. */
  @Override
  default void close() {}
}
