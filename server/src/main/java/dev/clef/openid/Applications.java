package dev.clef.openid;

import dev.clef.audit.AuditEvent;
import dev.clef.audit.AuditLog;
import dev.clef.keys.PersonKeys;
import dev.clef.keys.PersonRef;
import dev.clef.subject.Purpose;
import dev.clef.subject.SubjectId;
import dev.clef.subject.Tenant;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The applications somebody uses, for that person: to withdraw is as easy as it was to allow (GDPR
 * Art. 7(3)). Thread-safe.
 */
public final class Applications {

  /**
   * An application.
   *
   * @param scopes what it is told, in order
   * @param allowedAt when that was allowed; null of one that does not ask
   * @param signedInAt the last time somebody signed in to it; null when nothing of it is good any
   *     more
   */
  public record Application(
      String clientId,
      String name,
      List<String> scopes,
      @Nullable Instant allowedAt,
      @Nullable Instant signedInAt) {

    public Application {
      scopes = List.copyOf(scopes);
    }
  }

  private final ApprovalStore approvals;
  private final FamilyStore families;
  private final DeviceStore devices;
  private final LogoutStore logoutStore;
  private final Logouts logouts;
  private final Clients clients;
  private final PersonKeys keys;
  private final AuditLog log;
  private final TransactionTemplate transaction;
  private final Clock clock;

  Applications(
      ApprovalStore approvals,
      FamilyStore families,
      DeviceStore devices,
      LogoutStore logoutStore,
      Logouts logouts,
      Clients clients,
      PersonKeys keys,
      AuditLog log,
      TransactionTemplate transaction,
      Clock clock) {
    this.approvals = approvals;
    this.families = families;
    this.devices = devices;
    this.logoutStore = logoutStore;
    this.logouts = logouts;
    this.clients = clients;
    this.keys = keys;
    this.log = log;
    this.transaction = transaction;
    this.clock = clock;
  }

  /** What a person allowed or is signed in to, by name. */
  public List<Application> of(SubjectId subject) {
    Map<String, Approval> allowed =
        approvals.of(subject).stream().collect(Collectors.toMap(Approval::clientId, it -> it));
    Map<String, List<Family>> signedIn =
        families.of(subject, clock.instant()).stream()
            .collect(Collectors.groupingBy(Family::clientId));
    TreeSet<String> ids = new TreeSet<>(allowed.keySet());
    ids.addAll(signedIn.keySet());
    List<Application> all = new ArrayList<>();
    for (String id : ids) {
      clients
          .find(id)
          .ifPresent(client ->
              all.add(application(client, allowed.get(id), signedIn.getOrDefault(id, List.of()))));
    }
    all.sort(Comparator.comparing(Application::name, String.CASE_INSENSITIVE_ORDER));
    return all;
  }

  private static Application application(
      Client client, @Nullable Approval allowed, List<Family> families) {
    TreeSet<String> scopes = new TreeSet<>();
    families.forEach(family -> scopes.addAll(family.scopes()));
    if (allowed != null) {
      scopes.addAll(allowed.scopes());
    }
    return new Application(
        client.clientId(),
        client.name(),
        List.copyOf(scopes),
        allowed == null ? null : allowed.approvedAt(),
        families.stream().map(Family::createdAt).max(Comparator.naturalOrder()).orElse(null));
  }

  /**
   * Takes back what a person allowed an application, and signs them out of it: its tokens are good
   * no more, and it asks again next time.
   *
   * @return false when there was nothing
   */
  public boolean withdraw(SubjectId subject, String clientId) {
    return Boolean.TRUE.equals(
        transaction.execute(_ -> {
          // What a device waits for before the families: whatever came of it meanwhile is among
          // them. The approval first of all: a request that goes by it finds none afterwards.
          boolean allowed = approvals.delete(subject, clientId);
          boolean waiting = devices.delete(subject, clientId);
          logouts.queue(logoutStore.parties(subject, clientId));
          boolean signedIn = families.delete(subject, clientId);
          if (allowed || signedIn || waiting) {
            log.append(
                AuditEvent.listener("application.withdrawn", Purpose.APPLICATION)
                    .with("client", clientId),
                keys.get(new PersonRef(Tenant.DEFAULT.id(), subject.value())));
          }
          return allowed || signedIn || waiting;
        }));
  }
}
