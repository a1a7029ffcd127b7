package dev.clef.openid;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;

/** Refusals of the addresses for machines, in the words of RFC 6749 §5.2 and no others. */
final class MachineErrors {

  private MachineErrors() {}

  static void write(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
      throws IOException {
    String error =
        failure instanceof OAuth2AuthenticationException known
            ? known.getError().getErrorCode()
            : OAuth2ErrorCodes.INVALID_CLIENT;
    boolean client = error.equals(OAuth2ErrorCodes.INVALID_CLIENT);
    response.setStatus(
        client ? HttpServletResponse.SC_UNAUTHORIZED : HttpServletResponse.SC_BAD_REQUEST);
    if (client) {
      response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"clef\"");
    }
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    response.setContentType(MediaType.APPLICATION_JSON_VALUE);
    // Codes are words of the standard: letters and underscores.
    response
        .getOutputStream()
        .write(("{\"error\":\"" + error + "\"}").getBytes(StandardCharsets.US_ASCII));
  }
}
