package dev.clef.openid;

import dev.clef.platform.web.Problem;
import dev.clef.platform.web.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Collections;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Every request to the provider is one to its {@link Issuer}, whatever Host says: Spring's
 * authorization server takes from the request what tokens name and where answers lead. Proofs of
 * possession (RFC 9449) are kept from it: it would judge them by another clock and remember them on
 * one node alone, see {@link Proofs}.
 */
final class ByName extends OncePerRequestFilter {

  private final Issuer issuer;
  private final ProblemWriter writer;

  ByName(Issuer issuer, ProblemWriter writer) {
    this.issuer = issuer;
    this.writer = writer;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    URI name;
    try {
      name = URI.create(issuer.of(request));
    } catch (Problem problem) {
      writer.write(request, response, problem);
      return;
    }
    Proofs.keep(request, Collections.list(request.getHeaders(Named.PROOF)));
    chain.doFilter(new Named(request, name), response);
  }

  private static final class Named extends HttpServletRequestWrapper {

    private static final String PROOF = "DPoP";

    private final URI name;

    Named(HttpServletRequest request, URI name) {
      super(request);
      this.name = name;
    }

    @Override
    public @Nullable String getHeader(String header) {
      return header.equalsIgnoreCase(PROOF) ? null : super.getHeader(header);
    }

    @Override
    public Enumeration<String> getHeaders(String header) {
      return header.equalsIgnoreCase(PROOF)
          ? Collections.emptyEnumeration()
          : super.getHeaders(header);
    }

    @Override
    public String getScheme() {
      return name.getScheme();
    }

    @Override
    public boolean isSecure() {
      return name.getScheme().equals("https");
    }

    @Override
    public String getServerName() {
      return name.getHost();
    }

    @Override
    public int getServerPort() {
      int port = name.getPort();
      return port == -1 ? isSecure() ? 443 : 80 : port;
    }

    @Override
    public StringBuffer getRequestURL() {
      return new StringBuffer(name.toString()).append(getRequestURI());
    }
  }
}
