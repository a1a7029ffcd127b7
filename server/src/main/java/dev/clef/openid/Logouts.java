package dev.clef.openid;

import com.nimbusds.jose.JOSEObjectType;
import dev.clef.keys.Handover;
import dev.clef.platform.UuidV7;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Tells applications that somebody signed out (OpenID Connect Back-Channel Logout §2.4, §2.5). What
 * is to be told is queued with what ended, and told at least once, by any node; it has an end,
 * after which nobody is told any more. Thread-safe.
 */
final class Logouts {

  private static final Logger LOG = LoggerFactory.getLogger(Logouts.class);

  static final Duration WORTH_TELLING = Duration.ofHours(24);

  private static final String PURPOSE = "openid-logout";
  private static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";
  private static final JOSEObjectType TYPE = new JOSEObjectType("logout+jwt");
  private static final int AT_ONCE = 16;
  private static final Duration TOKEN_FOR = Duration.ofMinutes(2);

  /** Longer than one telling takes. */
  private static final Duration LEASE = Duration.ofMinutes(3);

  private static final Duration FIRST_WAIT = Duration.ofSeconds(5);
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);
  private static final int DOUBLINGS = 12;

  private final AtomicBoolean telling = new AtomicBoolean();
  private final LogoutStore store;
  private final Clients clients;
  private final Subjects subjects;
  private final IdTokenEncoder encoder;
  private final LogoutCarrier carrier;
  private final Handover handover;
  private final Supplier<String> issuer;
  private final UuidV7 ids;
  private final Clock clock;

  Logouts(
      LogoutStore store,
      Clients clients,
      Subjects subjects,
      IdTokenEncoder encoder,
      LogoutCarrier carrier,
      Handover handover,
      Supplier<String> issuer,
      UuidV7 ids,
      Clock clock) {
    this.store = store;
    this.clients = clients;
    this.subjects = subjects;
    this.encoder = encoder;
    this.carrier = carrier;
    this.handover = handover;
    this.issuer = issuer;
    this.ids = ids;
    this.clock = clock;
  }

  /** Queues it, in the transaction of what ended. */
  void queue(List<LogoutStore.Party> parties) {
    Instant now = clock.instant();
    for (LogoutStore.Party party : parties) {
      Client client = clients.find(party.clientId()).orElse(null);
      if (client != null) {
        UUID session = party.session();
        String sid = session == null ? "" : subjects.session(client, session);
        store.insert(
            ids.next(),
            client.clientId(),
            handover.seal(PURPOSE, subjects.of(client, party.subject()) + " " + sid, WORTH_TELLING),
            now,
            now.plus(WORTH_TELLING));
      }
    }
  }

  /** Tells what is due, on a thread of its own: whoever is told may take their time. */
  @Scheduled(fixedDelayString = "PT2S", initialDelayString = "PT5S")
  void keep() {
    if (telling.compareAndSet(false, true)) {
      Thread.ofPlatform()
          .name("clef-logouts")
          .daemon()
          .start(() -> {
            try {
              tellDue();
            } finally {
              telling.set(false);
            }
          });
    }
  }

  /** Tells what is due; a failure of one keeps no other waiting. */
  void tellDue() {
    try {
      List<LogoutStore.Queued> due = claim();
      while (!due.isEmpty()) {
        try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
          due.forEach(one -> each.execute(() -> attempt(one)));
        }
        due = claim();
      }
    } catch (RuntimeException e) {
      // A database that is away: what was claimed comes back by itself.
      LOG.debug("Sign-outs wait ({})", e.getClass().getSimpleName());
    }
  }

  private List<LogoutStore.Queued> claim() {
    Instant now = clock.instant();
    return store.claim(ids.next(), AT_ONCE, now, now.plus(LEASE));
  }

  private void attempt(LogoutStore.Queued queued) {
    try {
      tell(queued);
    } catch (RuntimeException e) {
      LOG.warn("A sign-out could not be told ({}); it waits", e.getClass().getSimpleName());
      again(queued);
    }
  }

  private void tell(LogoutStore.Queued queued) {
    Client client = clients.find(queued.clientId()).orElse(null);
    String uri = client == null ? null : client.backchannelLogoutUri();
    String[] what =
        handover.open(PURPOSE, queued.sealed()).map(text -> text.split(" ", 2)).orElse(null);
    if (client == null
        || uri == null
        || what == null
        || !queued.expiresAt().isAfter(clock.instant())) {
      if (uri != null) {
        LOG.warn("Client {} was not told that somebody signed out", queued.clientId());
      }
      store.end(queued);
      return;
    }
    try {
      int status = carrier.post(URI.create(uri), "logout_token=" + token(client, what[0], what[1]));
      // 400 says that it does not take the token (§2.8): nor would it the next one.
      if (status == 200 || status == 204 || status == 400) {
        if (status == 400) {
          LOG.warn("Client {} refuses to be told that somebody signed out", queued.clientId());
        }
        store.end(queued);
      } else {
        again(queued);
      }
    } catch (IOException e) {
      LOG.debug("Client {} cannot be reached ({})", queued.clientId(), e.getMessage());
      again(queued);
    }
  }

  private void again(LogoutStore.Queued queued) {
    Duration doubled = FIRST_WAIT.multipliedBy(1L << Math.min(queued.attempts(), DOUBLINGS));
    store.again(
        queued, clock.instant().plus(doubled.compareTo(LONGEST_WAIT) < 0 ? doubled : LONGEST_WAIT));
  }

  /** One for each attempt: a token that was too old when it arrived is not sent again. */
  private String token(Client client, String subject, String session) {
    Instant now = clock.instant();
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", issuer.get());
    claims.put("sub", subject);
    claims.put("aud", client.clientId());
    claims.put("iat", now.getEpochSecond());
    claims.put("exp", now.plus(TOKEN_FOR).getEpochSecond());
    claims.put("jti", ids.next().toString());
    claims.put("events", Map.of(EVENT, Map.of()));
    if (!session.isEmpty()) {
      claims.put("sid", session);
    }
    return encoder.sign(client, TYPE, claims).token();
  }
}
