package dev.clef.openid;

import dev.clef.audit.AuditEvent;
import dev.clef.audit.AuditLog;
import dev.clef.keys.PersonKeys;
import dev.clef.keys.PersonRef;
import dev.clef.subject.Purpose;
import dev.clef.subject.SubjectId;
import dev.clef.subject.Tenant;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationConsent;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationConsentService;
import org.springframework.transaction.support.TransactionTemplate;

/** What people allowed applications, so that they are not asked again. Thread-safe. */
public final class Approvals implements OAuth2AuthorizationConsentService {

  private final ApprovalStore store;
  private final PersonKeys keys;
  private final AuditLog log;
  private final TransactionTemplate transaction;
  private final Clock clock;

  Approvals(
      ApprovalStore store,
      PersonKeys keys,
      AuditLog log,
      TransactionTemplate transaction,
      Clock clock) {
    this.store = store;
    this.keys = keys;
    this.log = log;
    this.transaction = transaction;
    this.clock = clock;
  }

  /** What a person allowed whom, the newest first. */
  public List<Approval> of(SubjectId subject) {
    return store.of(subject);
  }

  @Override
  public void save(OAuth2AuthorizationConsent consent) {
    allow(subject(consent), consent.getRegisteredClientId(), consent.getScopes());
  }

  /** Somebody allowed an application something. */
  void allow(SubjectId subject, String clientId, Collection<String> allowed) {
    List<String> scopes = List.copyOf(new TreeSet<>(allowed));
    transaction.executeWithoutResult(status -> {
      store.put(subject, clientId, scopes, clock.instant());
      log.append(
          AuditEvent.listener("application.allowed", Purpose.APPLICATION)
              .with("client", clientId)
              .with("scopes", String.join(",", scopes)),
          keys.get(new PersonRef(Tenant.DEFAULT.id(), subject.value())));
    });
  }

  /** Somebody did not; what they allowed before stays. */
  void refuse(SubjectId subject, String clientId) {
    transaction.executeWithoutResult(status ->
        log.append(
            AuditEvent.listener("application.refused", Purpose.APPLICATION)
                .with("client", clientId),
            keys.get(new PersonRef(Tenant.DEFAULT.id(), subject.value()))));
  }

  @Override
  public void remove(OAuth2AuthorizationConsent consent) {
    store.delete(subject(consent), consent.getRegisteredClientId());
  }

  @Override
  public @Nullable OAuth2AuthorizationConsent findById(
      String registeredClientId, String principalName) {
    return store
        .find(new SubjectId(UUID.fromString(principalName)), registeredClientId)
        .map(approval -> {
          OAuth2AuthorizationConsent.Builder builder =
              OAuth2AuthorizationConsent.withId(registeredClientId, principalName);
          approval.scopes().forEach(builder::scope);
          return builder.build();
        })
        .orElse(null);
  }

  /** Removes everything of these people, in the current transaction. */
  void delete(Collection<SubjectId> subjects) {
    store.delete(subjects);
  }

  private static SubjectId subject(OAuth2AuthorizationConsent consent) {
    return new SubjectId(UUID.fromString(consent.getPrincipalName()));
  }
}
