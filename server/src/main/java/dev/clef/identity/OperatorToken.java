package dev.clef.identity;

import dev.clef.identity.credentials.TokenHash;
import dev.clef.platform.DataFolder;
import dev.clef.platform.Randomness;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Base64;
import org.springframework.http.HttpHeaders;

/**
 * The token of the operator: a file in the data folder that only its owner can read. Whoever can
 * read it could read every key as well, so it opens nothing that is not open already.
 */
final class OperatorToken {

  private static final String FILE = "operator-token";
  private static final String BEARER = "Bearer ";
  private static final int TOKEN_BYTES = 32;

  private final byte[] hash;

  private OperatorToken(byte[] hash) {
    this.hash = hash;
  }

  /** Reads the token of the data folder, making it at the first start. */
  static OperatorToken of(DataFolder data, Randomness randomness) {
    String token =
        data.secret(
            FILE,
            () ->
                Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(randomness.bytes(TOKEN_BYTES)));
    return new OperatorToken(TokenHash.of(token.strip()));
  }

  boolean isIn(HttpServletRequest request) {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    return header != null
        && header.startsWith(BEARER)
        && TokenHash.equal(hash, TokenHash.of(header.substring(BEARER.length())));
  }
}
