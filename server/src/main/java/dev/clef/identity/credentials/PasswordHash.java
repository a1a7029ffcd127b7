package dev.clef.identity.credentials;

import static dev.clef.identity.credentials.Unsupported.Reason.COST;
import static dev.clef.identity.credentials.Unsupported.Reason.HASH_LENGTH;
import static dev.clef.identity.credentials.Unsupported.Reason.SALT_LENGTH;
import static dev.clef.identity.credentials.Unsupported.Reason.VERSION;

/**
 * A password hash with everything needed to verify a password against it.
 *
 * @param form what happened to the text of the password before it was hashed
 * @param derivation algorithm and cost
 * @param salt 8 to 64 bytes
 * @param hash 16 to 64 bytes
 */
public record PasswordHash(Form form, KeyDerivation derivation, SecretBytes salt, SecretBytes hash)
    implements ParsedHash {

  /** What happened to the text of the password before it was hashed as UTF-8. */
  public enum Form {
    /** The mapping of spaces and NFC of RFC 8265 §4.2 (OpaqueString): hashes made by Clef. */
    OPAQUE("clef1:opaque:"),
    /** Nothing: hashes made elsewhere, whose passwords were never normalised. */
    RAW("clef1:raw:");

    private final String prefix;

    Form(String prefix) {
      this.prefix = prefix;
    }
  }

  /** Refuses lengths outside the bounds: hashes come from files of others. */
  public PasswordHash {
    Refused.unless(salt.length() >= 8 && salt.length() <= 64, SALT_LENGTH);
    Refused.unless(hash.length() >= 16 && hash.length() <= 64, HASH_LENGTH);
    if (derivation instanceof Pbkdf2Parameters(Pbkdf2Parameters.Prf prf, int iterations)) {
      long work = (long) iterations * prf.blocks(hash.length());
      Refused.unless(work <= Pbkdf2Parameters.MAX_ITERATIONS, COST);
    }
    if (derivation instanceof BcryptParameters) {
      Refused.unless(salt.length() == BcryptParameters.SALT_BYTES, SALT_LENGTH);
      Refused.unless(hash.length() == BcryptParameters.HASH_BYTES, HASH_LENGTH);
    }
  }

  /**
   * Reads the form that {@link #stored} writes. Outcomes: the hash, or {@link Unsupported} with
   * {@code VERSION} when the prefix is unknown.
   */
  public static ParsedHash parse(String stored) {
    for (Form form : Form.values()) {
      if (stored.startsWith(form.prefix)) {
        return Phc.parse(form, stored.substring(form.prefix.length()));
      }
    }
    return new Unsupported(VERSION);
  }

  /**
   * Reads a PHC string, or the text of bcrypt, made by another system; its passwords are not
   * normalised. {@link ForeignHash} reads more spellings.
   */
  public static ParsedHash imported(String phc) {
    return Phc.parse(Form.RAW, phc);
  }

  /**
   * {@code clef1:} form {@code :} PHC string, or the text of bcrypt. A secret. Frozen by a golden
   * file.
   */
  public String stored() {
    return form.prefix + phc();
  }

  /** The PHC string, or the text of bcrypt, alone. A secret. */
  public String phc() {
    return Phc.format(this);
  }

  /** Algorithm and cost, never salt or hash. */
  @Override
  public String toString() {
    return "PasswordHash[" + form + ", " + derivation + "]";
  }
}
