package dev.clef.openid;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Where an application may prove that it holds a key (RFC 9449 §5, §10.1), after it has said who it
 * is: what comes of the request is bound to that key.
 */
final class ProofFilter extends OncePerRequestFilter {

  /** What Spring hands its own check of proofs as; nobody has a say in that from outside. */
  private static final Set<String> INTERNAL =
      Set.of("dpop_proof", "dpop_method", "dpop_target_uri");

  private final Proofs proofs;
  private final Clients clients;

  ProofFilter(Proofs proofs, Clients clients) {
    this.proofs = proofs;
    this.clients = clients;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !Endpoints.takesProofs(request);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Optional<Client> client = client();
    if (client.isEmpty()) {
      chain.doFilter(request, response); // which refuses
      return;
    }
    String error = judge(request, client.get());
    if (error.isEmpty()) {
      chain.doFilter(request, response);
    } else {
      MachineErrors.write(request, response, new OAuth2AuthenticationException(error));
    }
  }

  private Optional<Client> client() {
    Authentication who = SecurityContextHolder.getContext().getAuthentication();
    if (!(who instanceof OAuth2ClientAuthenticationToken it) || !it.isAuthenticated()) {
      return Optional.empty();
    }
    RegisteredClient registered = it.getRegisteredClient();
    return registered == null ? Optional.empty() : clients.find(registered.getClientId());
  }

  /** What is wrong; empty when nothing is. */
  private String judge(HttpServletRequest request, Client client) {
    if (request.getParameterMap().keySet().stream().anyMatch(INTERNAL::contains)) {
      return OAuth2ErrorCodes.INVALID_REQUEST;
    }
    boolean tokens = request.getRequestURI().equals(Endpoints.TOKEN);
    if (!Proofs.isSent(request)) {
      return tokens && client.dpopBound() ? Proofs.INVALID : "";
    }
    Optional<byte[]> proven = proofs.check(request, request.getRequestURI(), null);
    if (proven.isEmpty()) {
      return Proofs.INVALID;
    }
    String announced = request.getParameter(Proofs.ANNOUNCED);
    if (announced != null && !announced.equals(Proofs.text(proven.get()))) {
      return Proofs.INVALID;
    }
    Proofs.proven(request, proven.get());
    return "";
  }
}
