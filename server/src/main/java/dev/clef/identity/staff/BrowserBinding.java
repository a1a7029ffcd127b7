package dev.clef.identity.staff;

import dev.clef.identity.credentials.BrowserKey;
import dev.clef.platform.web.FieldReason;
import dev.clef.platform.web.Problem;

/**
 * The key a browser made for a session, as it was sent.
 *
 * @param key SubjectPublicKeyInfo of P-256, in base64url
 * @param proof the question of the passkey, signed with the other half
 */
public record BrowserBinding(String key, String proof) {

  /**
   * The key, of which the browser has the other half.
   *
   * @param question that was signed
   * @throws Problem {@code invalid_fields}
   */
  BrowserKey checked(String question) {
    BrowserKey parsed =
        BrowserKey.of(key)
            .orElseThrow(() -> Problem.field("browser_key", FieldReason.INVALID));
    if (!parsed.signed(question, proof)) {
      throw Problem.field("browser_proof", FieldReason.INVALID);
    }
    return parsed;
  }

  @Override
  public String toString() {
    return "BrowserBinding[<redacted>]";
  }
}
