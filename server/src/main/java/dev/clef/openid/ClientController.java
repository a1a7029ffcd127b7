package dev.clef.openid;

import dev.clef.audit.Actor;
import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.openapi.Described;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The clients, for whoever holds the operator token; {@code ./clef client} is its client. */
@RestController
@RequestMapping("/api/v1/clients")
class ClientController {

  private final Clients clients;
  private final Invitations invitations;

  ClientController(Clients clients, Invitations invitations) {
    this.clients = clients;
    this.invitations = invitations;
  }

  /** All clients, by name. */
  @Described(
      value = "The applications that may use this provider, by name. Operator.",
      problems = {"forbidden"})
  @GetMapping
  ClientList all() {
    return new ClientList(clients.all());
  }

  /** Adds a client. */
  @Described(
      value =
          "Add an application. The answer is the only place its secret is ever shown. Operator.",
      problems = {"invalid_fields", "forbidden"})
  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  WithSecret add(@RequestBody NewClient wanted) {
    return shown(clients.add(wanted, Actor.OPERATOR));
  }

  /** Invites somebody to register applications. */
  @Described(
      value =
          "Make a token with which applications are registered at /connect/register (RFC 7591). The"
              + " answer is the only place it is ever shown. Operator.",
      problems = {"invalid_fields", "forbidden"})
  @PostMapping("/invitations")
  @ResponseStatus(HttpStatus.CREATED)
  Invitations.Made invite(@RequestBody Invitations.Wanted wanted) {
    return invitations.make(wanted);
  }

  /** One client. */
  @Described(
      value = "One application. Operator.",
      problems = {"not_found", "forbidden"})
  @GetMapping("/{clientId}")
  Client find(@PathVariable String clientId) {
    return clients.find(clientId).orElseThrow(() -> Problem.of(CommonProblem.NOT_FOUND));
  }

  /** Replaces a secret. */
  @Described(
      value =
          "Replace the secret of an application; the old one is good no more. The answer is the"
              + " only place the new one is ever shown. Operator.",
      problems = {"not_found", "forbidden"})
  @PostMapping("/{clientId}/secret")
  WithSecret newSecret(@PathVariable String clientId) {
    return shown(
        clients
            .newSecret(clientId, Actor.OPERATOR)
            .orElseThrow(() -> Problem.of(CommonProblem.NOT_FOUND)));
  }

  /** Replaces public keys. */
  @Described(
      value =
          "Replace the public keys an application signs with, all of them, or where they are fetched"
              + " from; those before are good no more. Operator.",
      problems = {"invalid_fields", "not_found", "forbidden"})
  @PutMapping("/{clientId}/keys")
  Client replaceKeys(@PathVariable String clientId, @RequestBody Keys keys) {
    return clients
        .replaceKeys(clientId, keys.jwks(), keys.jwksUri(), Actor.OPERATOR)
        .orElseThrow(() -> Problem.of(CommonProblem.NOT_FOUND));
  }

  /** Removes a client. */
  @Described(
      value = "Remove an application, with all its tokens and what people allowed it. Operator.",
      problems = {"not_found", "forbidden"})
  @DeleteMapping("/{clientId}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void remove(@PathVariable String clientId) {
    if (!clients.remove(clientId, Actor.OPERATOR)) {
      throw Problem.of(CommonProblem.NOT_FOUND);
    }
  }

  private static WithSecret shown(Clients.Made made) {
    return new WithSecret(made.client(), made.secret());
  }

  /** Public keys (RFC 7517 §5), or where they are fetched from: one of the two. */
  record Keys(@Nullable Map<String, Object> jwks, @Nullable String jwksUri) {}

  /** All clients. */
  record ClientList(List<Client> clients) {}

  /**
   * A client and its secret.
   *
   * @param secret null for kinds without one
   */
  record WithSecret(Client client, @Nullable String secret) {

    @Override
    public String toString() {
      return "WithSecret[" + client.clientId() + ", <redacted>]";
    }
  }
}
