package dev.clef.openid;

import dev.clef.audit.Actor;
import dev.clef.audit.AuditEvent;
import dev.clef.audit.AuditLog;
import dev.clef.platform.Randomness;
import dev.clef.subject.LegalBasis;
import dev.clef.subject.Purpose;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/** The applications that may use Clef. Every change is an entry in the log. Thread-safe. */
public final class Clients {

  private static final int ID_BYTES = 12;

  /**
   * A client, and its secret this one time.
   *
   * @param secret null for kinds without one
   */
  record Made(Client client, @Nullable String secret) {

    @Override
    public String toString() {
      return "Made[" + client.clientId() + ", <redacted>]";
    }
  }

  private final ClientStore store;
  private final ClientSecrets secrets;
  private final AuditLog log;
  private final TransactionTemplate transaction;
  private final Randomness randomness;
  private final Clock clock;

  Clients(
      ClientStore store,
      ClientSecrets secrets,
      AuditLog log,
      TransactionTemplate transaction,
      Randomness randomness,
      Clock clock) {
    this.store = store;
    this.secrets = secrets;
    this.log = log;
    this.transaction = transaction;
    this.randomness = randomness;
    this.clock = clock;
  }

  /** All of them, by name. */
  List<Client> all() {
    return store.all();
  }

  /** The client of this identifier. */
  public Optional<Client> find(String clientId) {
    return store.find(clientId).map(ClientStore.Stored::client);
  }

  /**
   * Adds one.
   *
   * @throws dev.clef.platform.web.Problem {@code invalid_fields}
   */
  Made add(NewClient wanted) {
    Client client = wanted.checked(randomness.token(ID_BYTES), clock.instant());
    String secret = client.secretAt() == null ? null : secrets.fresh();
    byte[] mac = secret == null ? null : secrets.mac(client.clientId(), secret);
    transaction.executeWithoutResult(status -> {
      store.insert(client, mac);
      log.append(event("client.added", client.clientId()).with("kind", client.kind().code()), null);
    });
    return new Made(client, secret);
  }

  /** Replaces the secret of a client that has one; the old one is good no more. */
  Optional<Made> newSecret(String clientId) {
    Client client = find(clientId).orElse(null);
    if (client == null || client.secretAt() == null) {
      return Optional.empty();
    }
    String secret = secrets.fresh();
    transaction.executeWithoutResult(status -> {
      store.replaceSecret(clientId, secrets.mac(clientId, secret), clock.instant());
      log.append(event("client.secret_replaced", clientId), null);
    });
    return find(clientId).map(changed -> new Made(changed, secret));
  }

  /** Removes one with all its tokens; false when there is none. */
  boolean remove(String clientId) {
    return Boolean.TRUE.equals(
        transaction.execute(status -> {
          boolean removed = store.delete(clientId);
          if (removed) {
            log.append(event("client.removed", clientId), null);
          }
          return removed;
        }));
  }

  private static AuditEvent event(String type, String clientId) {
    return new AuditEvent(
        type,
        Actor.OPERATOR,
        Purpose.SECURITY,
        LegalBasis.LEGITIMATE_INTERESTS,
        Map.of("client", clientId));
  }
}
