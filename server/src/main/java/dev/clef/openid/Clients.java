package dev.clef.openid;

import dev.clef.audit.Actor;
import dev.clef.audit.AuditEvent;
import dev.clef.audit.AuditLog;
import dev.clef.platform.Randomness;
import dev.clef.platform.web.FieldReason;
import dev.clef.platform.web.Problem;
import dev.clef.subject.LegalBasis;
import dev.clef.subject.Purpose;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
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
  public record Made(Client client, @Nullable String secret) {

    @Override
    public String toString() {
      return "Made[" + client.clientId() + ", <redacted>]";
    }
  }

  private final ClientStore store;
  private final ClientSecrets secrets;
  private final SectorUri sectors;
  private final AuditLog log;
  private final TransactionTemplate transaction;
  private final Randomness randomness;
  private final Clock clock;

  Clients(
      ClientStore store,
      ClientSecrets secrets,
      SectorUri sectors,
      AuditLog log,
      TransactionTemplate transaction,
      Randomness randomness,
      Clock clock) {
    this.store = store;
    this.secrets = secrets;
    this.sectors = sectors;
    this.log = log;
    this.transaction = transaction;
    this.randomness = randomness;
    this.clock = clock;
  }

  /** All of them, by name. */
  public List<Client> all() {
    return store.all();
  }

  /** The client of this identifier. */
  public Optional<Client> find(String clientId) {
    return store.find(clientId).map(ClientStore.Stored::client);
  }

  /**
   * Adds one.
   *
   * @throws Problem {@code invalid_fields}; {@code busy} when the list of its sector cannot be
   *     fetched now
   */
  public Made add(NewClient wanted, Actor by) {
    return store(wanted, "client.added", by, () -> true)
        .orElseThrow(() -> new IllegalStateException("nothing stands in the way of an operator"));
  }

  /**
   * Adds one that registers itself.
   *
   * @param may asked in the transaction: what it says no to is not stored
   * @throws Problem as {@link #add}
   */
  Optional<Made> register(NewClient wanted, BooleanSupplier may) {
    return store(wanted, "client.registered", Actor.SERVICE, may);
  }

  private Optional<Made> store(NewClient wanted, String type, Actor by, BooleanSupplier may) {
    Client client = wanted.checked(randomness.token(ID_BYTES), clock.instant(), sectors);
    String secret = client.secretAt() == null ? null : secrets.fresh();
    byte[] mac = secret == null ? null : secrets.mac(client.clientId(), secret);
    boolean stored =
        Boolean.TRUE.equals(
            transaction.execute(status -> {
              if (!may.getAsBoolean()) {
                return false;
              }
              store.insert(client, mac);
              log.append(
                  event(type, by, client.clientId()).with("kind", client.kind().code()), null);
              return true;
            }));
    return stored ? Optional.of(new Made(client, secret)) : Optional.empty();
  }

  /** Replaces the secret of a client that has one; the old one is good no more. */
  public Optional<Made> newSecret(String clientId, Actor by) {
    Client client = find(clientId).orElse(null);
    if (client == null || client.secretAt() == null) {
      return Optional.empty();
    }
    String secret = secrets.fresh();
    transaction.executeWithoutResult(status -> {
      store.replaceSecret(clientId, secrets.mac(clientId, secret), clock.instant());
      log.append(event("client.secret_replaced", by, clientId), null);
    });
    return find(clientId).map(changed -> new Made(changed, secret));
  }

  /**
   * Replaces the public keys a client signs with, or where they are fetched from; those before are
   * good no more. Tokens stay.
   *
   * @param jwks null when they are fetched
   * @param uri null when they are not
   * @return empty when there is no such client
   * @throws Problem {@code invalid_fields} when it has a secret instead, or these may be no keys
   */
  public Optional<Client> replaceKeys(
      String clientId, @Nullable Map<String, Object> jwks, @Nullable String uri, Actor by) {
    Client client = find(clientId).orElse(null);
    if (client == null) {
      return Optional.empty();
    }
    if (!client.signs()) {
      throw Problem.field("jwks", FieldReason.UNSUPPORTED);
    }
    if (jwks == null && uri == null) {
      throw Problem.field("jwks", FieldReason.REQUIRED);
    }
    if (uri != null && (jwks != null || !sectors.mayAsk(uri))) {
      throw Problem.field("jwks_uri", FieldReason.INVALID);
    }
    Map<String, Object> keys =
        jwks == null
            ? null
            : ClientKeys.checked(jwks)
                .orElseThrow(() -> Problem.field("jwks", FieldReason.INVALID));
    transaction.executeWithoutResult(status -> {
      store.replaceKeys(clientId, keys, uri);
      log.append(event("client.keys_replaced", by, clientId), null);
    });
    return find(clientId);
  }

  /** How many people have allowed each client something, by its identifier. */
  public Map<String, Long> people() {
    return store.people();
  }

  /** Removes one with all its tokens; false when there is none. */
  public boolean remove(String clientId, Actor by) {
    return Boolean.TRUE.equals(
        transaction.execute(status -> {
          boolean removed = store.delete(clientId);
          if (removed) {
            log.append(event("client.removed", by, clientId), null);
          }
          return removed;
        }));
  }

  private static AuditEvent event(String type, Actor by, String clientId) {
    return new AuditEvent(
        type, by, Purpose.SECURITY, LegalBasis.LEGITIMATE_INTERESTS, Map.of("client", clientId));
  }
}
