package dev.clef.identity.staff;

import dev.clef.identity.credentials.BrowserKey;
import dev.clef.identity.staff.StaffSealer.Value;
import dev.clef.testing.BrowserHand;
import dev.clef.testing.Client;
import dev.clef.testing.Running;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.util.Base64;
import java.util.Set;
import java.util.UUID;
import org.springframework.context.ApplicationContext;
import org.springframework.transaction.support.TransactionTemplate;

/** People who work here already: the tests of what they do need no invitation and no factor. */
public final class Colleagues {

  /**
   * One of them, signed in.
   *
   * @param browser with the cookie of a session
   */
  public record Colleague(UUID staffId, UUID sessionId, String name, Client browser) {}

  private final Running clef;
  private final StaffStore store;
  private final StaffSealer sealer;
  private final StaffSessions sessions;
  private final TransactionTemplate transaction;

  public Colleagues(Running clef, ApplicationContext context) {
    this.clef = clef;
    this.store = context.getBean(StaffStore.class);
    this.sealer = context.getBean(StaffSealer.class);
    this.sessions = context.getBean(StaffSessions.class);
    this.transaction = context.getBean(TransactionTemplate.class);
  }

  /** Somebody new with these roles. */
  public Colleague hire(StaffRole... roles) {
    UUID staffId = UUID.randomUUID();
    String name = "colleague " + staffId;
    byte[] sealed = sealer.seal(staffId, Value.NAME, name.getBytes(StandardCharsets.UTF_8));
    transaction.executeWithoutResult(status ->
        store.insert(
            new Sealed(staffId, sealer.digest(name), sealed, sealed, sealed),
            Set.of(roles),
            0,
            clef.clock().instant()));
    return signedIn(staffId, name, Set.of(roles));
  }

  /** The same person with another browser. */
  public Colleague again(Colleague one, StaffRole... roles) {
    return signedIn(one.staffId(), one.name(), Set.of(roles));
  }

  /** Their browser has just proven that the session is its own, as it does every few minutes. */
  public void awake(Colleague one) {
    Timestamp now = Timestamp.from(clef.clock().instant());
    clef.data()
        .update(
            "update identity.staff_session set proven_at = ?, last_seen_at = ? where session_id = ?",
            now,
            now,
            one.sessionId());
  }

  private Colleague signedIn(UUID staffId, String name, Set<StaffRole> roles) {
    BrowserHand hand = new BrowserHand();
    BrowserKey key =
        BrowserKey.stored(Base64.getUrlDecoder().decode(hand.publicKey())).orElseThrow();
    StaffAccounts.Opened opened = transaction.execute(status -> sessions.open(staffId, roles, key));
    if (opened == null) {
      throw new AssertionError("no session");
    }
    return new Colleague(
        staffId,
        opened.member().sessionId(),
        name,
        clef.client().cookie(Client.STAFF, opened.token()));
  }
}
