package dev.clef.keys;

/**
 * The keys of one person, unwrapped, with the version heads that were read in the same statement.
 *
 * <p>The two keys are independent random keys: the data key encrypts fields, the commitment key
 * binds log entries to the person. Destroying both makes the fields unreadable and the log entries
 * unlinkable.
 */
public final class PersonKey {

  private final PersonRef person;
  private final DataKey dataKey;
  private final DataKey commitmentKey;
  private final Heads heads;

  PersonKey(PersonRef person, DataKey dataKey, DataKey commitmentKey, Heads heads) {
    this.person = person;
    this.dataKey = dataKey;
    this.commitmentKey = commitmentKey;
    this.heads = heads;
  }

  public PersonRef person() {
    return person;
  }

  /** Encrypts the person's fields. */
  public DataKey dataKey() {
    return dataKey;
  }

  DataKey commitmentKey() {
    return commitmentKey;
  }

  /** Whether the key bytes are the same, compared in constant time. */
  boolean sameBytes(PersonKey other) {
    return dataKey.sameBytes(other.dataKey) && commitmentKey.sameBytes(other.commitmentKey);
  }

  /** The newest versions of the person's fields when the key was looked up. */
  public Heads heads() {
    return heads;
  }

  /** HMAC-SHA-256 under the person's commitment key: 32 bytes. */
  public byte[] commit(byte[] message) {
    byte[] commitment = CryptoEngine.with(engine -> engine.hmac(commitmentKey, message));
    commitmentKey.requireLive();
    return commitment;
  }

  PersonKey with(Heads newer) {
    return new PersonKey(person, dataKey, commitmentKey, newer);
  }

  /** With another data key. */
  PersonKey with(DataKey other) {
    return new PersonKey(person, other, commitmentKey, heads);
  }

  /** To be kept outside the heap, by somebody who wipes it; these keys are wiped. */
  PersonKey kept() {
    PersonKey kept = new PersonKey(person, dataKey.kept(), commitmentKey.kept(), heads);
    wipe();
    return kept;
  }

  void wipe() {
    dataKey.wipe();
    commitmentKey.wipe();
  }

  @Override
  public String toString() {
    return "PersonKey[<redacted>]";
  }
}
