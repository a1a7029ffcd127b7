package dev.clef.identity.staff;

import dev.clef.audit.AuditLog;
import dev.clef.identity.AuthenticatorMetadata;
import dev.clef.identity.Floor;
import dev.clef.identity.IdentityProblem;
import dev.clef.identity.IdentityProperties;
import dev.clef.identity.PasskeyProperties;
import dev.clef.identity.PasswordRules;
import dev.clef.identity.StaffArea;
import dev.clef.identity.credentials.PasskeyVerifier;
import dev.clef.identity.credentials.PasswordHasher;
import dev.clef.identity.credentials.attestation.Attestations;
import dev.clef.keys.Envelope;
import dev.clef.keys.Handover;
import dev.clef.keys.KeysProperties;
import dev.clef.keys.ServiceKeys;
import dev.clef.platform.Randomness;
import dev.clef.platform.UuidV7;
import dev.clef.platform.web.PublicPath;
import dev.clef.platform.web.Refusal;
import dev.clef.platform.web.RequestAuthenticator;
import dev.clef.platform.web.RolePath;
import dev.clef.platform.web.limits.RateLimit;
import dev.clef.platform.web.limits.RateLimits;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.transaction.support.TransactionTemplate;

/** Wires staff accounts. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StaffProperties.class)
class StaffConfiguration {

  private static final String STAFF = "STAFF";
  private static final String OPERATOR = "OPERATOR";

  @Bean
  StaffStore staffStore(JdbcClient jdbc) {
    return new StaffStore(jdbc);
  }

  @Bean
  StaffSealer staffSealer(Envelope envelope, ServiceKeys keys, KeysProperties properties) {
    return new StaffSealer(envelope, keys, properties);
  }

  @Bean
  PasskeyStore staffPasskeyStore(JdbcClient jdbc) {
    return new PasskeyStore(jdbc);
  }

  @Bean
  StaffQuestions staffQuestions(
      JdbcClient jdbc, Handover handover, Randomness randomness, Clock clock) {
    return new StaffQuestions(jdbc, handover, randomness, clock);
  }

  @Bean
  StaffPasskeys staffPasskeys(
      AuthenticatorMetadata metadata,
      StaffProperties staff,
      StaffStore accounts,
      PasskeyStore store,
      StaffQuestions questions,
      StaffSessions sessions,
      StaffSealer sealer,
      AuditLog log,
      TransactionTemplate transaction,
      PasskeyProperties properties,
      UuidV7 ids,
      Clock clock) {
    PasskeyVerifier verifier =
        new PasskeyVerifier(
            new Attestations(
                properties.policy("clef.staff.attestation", staff.attestation()),
                metadata::current,
                clock));
    return new StaffPasskeys(
        verifier,
        accounts,
        store,
        questions,
        sessions,
        sealer,
        log,
        transaction,
        properties,
        ids,
        clock);
  }

  @Bean
  StaffDirectory staffDirectory(
      JdbcClient jdbc,
      StaffStore accounts,
      StaffPasskeys passkeys,
      StaffSealer sealer,
      AuditLog log,
      Clock clock) {
    return new StaffDirectory(
        accounts, new InvitationStore(jdbc), new ChangeStore(jdbc), passkeys, sealer, log, clock);
  }

  @Bean
  StaffPeople staffPeople(
      JdbcClient jdbc,
      StaffStore accounts,
      StaffSetup setup,
      StaffSessions sessions,
      StaffSealer sealer,
      AuditLog log,
      TransactionTemplate transaction,
      StaffProperties properties,
      UuidV7 ids,
      Clock clock) {
    return new StaffPeople(
        accounts,
        new InvitationStore(jdbc),
        new ChangeStore(jdbc),
        setup,
        sessions,
        sealer,
        log,
        transaction,
        properties,
        ids,
        clock);
  }

  @Bean
  StaffSetup staffSetup(
      JdbcClient jdbc,
      StaffStore accounts,
      PasskeyStore passkeys,
      StaffSessions sessions,
      StaffSealer sealer,
      PasswordRules passwords,
      PasswordHasher hasher,
      AuditLog log,
      TransactionTemplate transaction,
      StaffProperties properties,
      Randomness randomness,
      UuidV7 ids,
      Clock clock) {
    return new StaffSetup(
        new InvitationStore(jdbc),
        accounts,
        passkeys,
        sessions,
        sealer,
        passwords,
        hasher,
        log,
        transaction,
        properties,
        randomness,
        ids,
        clock);
  }

  @Bean
  StaffSessions staffSessions(
      JdbcClient jdbc,
      StaffQuestions questions,
      AuditLog log,
      TransactionTemplate transaction,
      StaffProperties properties,
      Randomness randomness,
      UuidV7 ids,
      Clock clock) {
    return new StaffSessions(
        new SessionStore(jdbc), questions, log, transaction, properties, randomness, ids, clock);
  }

  @Bean
  StaffAccounts staffAccounts(
      StaffSetup setup,
      StaffSessions sessions,
      StaffPasskeys passkeys,
      StaffStore store,
      StaffSealer sealer,
      PasswordHasher hasher,
      AuditLog log,
      TransactionTemplate transaction,
      IdentityProperties identity,
      RateLimits limits,
      StaffProperties properties,
      Clock clock) {
    StaffSignIn signIn =
        new StaffSignIn(
            store,
            sealer,
            setup,
            sessions,
            hasher,
            log,
            transaction,
            new Floor(identity.signInFloor()));
    return new StaffAccounts(
        setup, signIn, sessions, passkeys, store, sealer, limits, properties.proofFor(), clock);
  }

  /** What a session may be used for whose browser has not proven for a while that it is its own. */
  private static final Set<String> WITHOUT_PROOF =
      Set.of(
          "/api/v1/staff/session/proof",
          "/api/v1/staff/session/proof/challenge",
          "/api/v1/staff/sign-out",
          "/staff/sign-out");

  @Bean
  RequestAuthenticator staffAuthenticator(StaffAccounts staff) {
    return request ->
        StaffArea.includes(request)
            ? StaffAccounts.COOKIE.read(request).flatMap(token -> held(staff, token, request))
            : Optional.empty();
  }

  private static Optional<Authentication> held(
      StaffAccounts staff, String token, HttpServletRequest request) {
    boolean withoutProof = WITHOUT_PROOF.contains(request.getRequestURI());
    Optional<StaffSessions.Held> held = staff.find(token, !withoutProof);
    if (held.isPresent() && held.get().stale() && !withoutProof) {
      Refusal.because(request, IdentityProblem.PROOF_NEEDED);
      return Optional.empty();
    }
    return held.map(session -> authenticated(session.member()));
  }

  private static Authentication authenticated(StaffMember member) {
    return UsernamePasswordAuthenticationToken.authenticated(
        member, null, List.of(new SimpleGrantedAuthority("ROLE_" + STAFF)));
  }

  @Bean
  RateLimit staffSetupLimit() {
    return new RateLimit(StaffAccounts.SETUP_LIMIT, 10, Duration.ofSeconds(6));
  }

  @Bean
  RateLimit staffSignInAddressLimit() {
    return new RateLimit(StaffAccounts.ADDRESS_LIMIT, 10, Duration.ofSeconds(6));
  }

  @Bean
  RateLimit staffSignInNameLimit() {
    return new RateLimit(StaffAccounts.NAME_LIMIT, 10, Duration.ofSeconds(6));
  }

  @Bean
  PublicPath staffSetupPath() {
    return PublicPath.post("/api/v1/staff/setup");
  }

  @Bean
  PublicPath staffConfirmPath() {
    return PublicPath.post("/api/v1/staff/setup/confirm");
  }

  @Bean
  PublicPath staffPasskeyQuestionPath() {
    return PublicPath.post("/api/v1/staff/sign-in/passkey/challenge");
  }

  @Bean
  PublicPath staffPasskeyPath() {
    return PublicPath.post("/api/v1/staff/sign-in/passkey");
  }

  @Bean
  PublicPath staffSignInPath() {
    return PublicPath.post("/api/v1/staff/sign-in");
  }

  @Bean
  StaffRules staffRules() {
    return new StaffRules();
  }

  @Bean
  RolePath setupLinkPath() {
    return new RolePath("/api/v1/staff-setup-link", OPERATOR);
  }
}
