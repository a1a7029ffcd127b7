package dev.clef.openid;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * An authorization request that comes as a form, as it may (OpenID Connect Core §3.1.2.1): the
 * browser is sent on with the same as a link. From another site a form comes without the cookie of
 * the session, and may change nothing here; a link changes nothing and is asked about like every
 * other. The answer of somebody who was asked is a form too, and has neither {@code response_type}
 * nor {@code request_uri}.
 */
final class AskedByPost extends OncePerRequestFilter {

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !Endpoints.isForBrowsers(request)
        || !request.getMethod().equals("POST")
        || (request.getParameter("response_type") == null
            && request.getParameter("request_uri") == null);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    UriComponentsBuilder link = UriComponentsBuilder.fromPath(Endpoints.AUTHORIZE);
    // What is said twice stays so, and is refused for it.
    request
        .getParameterMap()
        .forEach((name, values) ->
            Arrays.stream(values)
                .forEach(value -> link.queryParam(Answers.encoded(name), Answers.encoded(value))));
    response.setStatus(HttpStatus.SEE_OTHER.value());
    response.setHeader(HttpHeaders.LOCATION, link.build(true).toUriString());
  }
}
