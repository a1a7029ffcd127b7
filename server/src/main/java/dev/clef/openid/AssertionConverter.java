package dev.clef.openid;

import com.nimbusds.jwt.SignedJWT;
import jakarta.servlet.http.HttpServletRequest;
import java.text.ParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationConverter;

/**
 * Reads a signed assertion (RFC 7521 §4.2). In place of Spring's, which wants the client named
 * beside it, where the standard leaves that to the assertion; and alone: whoever proves themselves
 * in two ways is refused (RFC 6749 §2.3).
 */
final class AssertionConverter implements AuthenticationConverter {

  private static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  @Override
  public @Nullable Authentication convert(HttpServletRequest request) {
    String[] types = request.getParameterValues(OAuth2ParameterNames.CLIENT_ASSERTION_TYPE);
    String[] assertions = request.getParameterValues(OAuth2ParameterNames.CLIENT_ASSERTION);
    if (types == null && assertions == null) {
      return null;
    }
    String[] named = request.getParameterValues(OAuth2ParameterNames.CLIENT_ID);
    if (types == null
        || assertions == null
        || types.length != 1
        || assertions.length != 1
        || (named != null && named.length != 1)
        || request.getHeader(HttpHeaders.AUTHORIZATION) != null
        || request.getParameter(OAuth2ParameterNames.CLIENT_SECRET) != null) {
      throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_REQUEST);
    }
    if (!types[0].equals(TYPE)) {
      throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_CLIENT);
    }
    String claimed = claimed(assertions[0]);
    if (named != null && !named[0].equals(claimed)) {
      throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_CLIENT);
    }
    return new OAuth2ClientAuthenticationToken(
        claimed, new ClientAuthenticationMethod(TYPE), assertions[0], parameters(request));
  }

  /** Whose an assertion says to be; empty without one. */
  static Optional<String> ofAssertion(HttpServletRequest request) {
    String assertion = request.getParameter(OAuth2ParameterNames.CLIENT_ASSERTION);
    try {
      return assertion == null ? Optional.empty() : Optional.of(claimed(assertion));
    } catch (OAuth2AuthenticationException e) {
      return Optional.empty();
    }
  }

  /** Whose it says to be; whether that is so is found out later. */
  private static String claimed(String assertion) {
    try {
      String subject = SignedJWT.parse(assertion).getJWTClaimsSet().getSubject();
      if (subject != null && !subject.isEmpty()) {
        return subject;
      }
    } catch (ParseException | IllegalArgumentException e) {
      // refused below, as all that says nothing
    }
    throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_CLIENT);
  }

  /** Of a code and its verifier, which Spring compares here. */
  private static Map<String, Object> parameters(HttpServletRequest request) {
    Map<String, Object> more = new HashMap<>();
    if ("authorization_code".equals(request.getParameter(OAuth2ParameterNames.GRANT_TYPE))
        && request.getParameter(OAuth2ParameterNames.CODE) != null) {
      for (String name : new String[] {"grant_type", "code", "code_verifier"}) {
        String[] values = request.getParameterValues(name);
        if (values != null && values.length != 1) {
          throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_REQUEST);
        }
        if (values != null) {
          more.put(name, values[0]);
        }
      }
    }
    return more;
  }
}
