package dev.clef.identity.staff;

import dev.clef.audit.AuditLog;
import dev.clef.identity.Floor;
import dev.clef.identity.IdentityProperties;
import dev.clef.identity.PasswordRules;
import dev.clef.identity.StaffArea;
import dev.clef.identity.credentials.PasswordHasher;
import dev.clef.keys.Envelope;
import dev.clef.keys.KeysProperties;
import dev.clef.keys.ServiceKeys;
import dev.clef.platform.Randomness;
import dev.clef.platform.UuidV7;
import dev.clef.platform.web.PublicPath;
import dev.clef.platform.web.RequestAuthenticator;
import dev.clef.platform.web.RolePath;
import dev.clef.platform.web.limits.RateLimit;
import dev.clef.platform.web.limits.RateLimits;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
  StaffSetup staffSetup(
      JdbcClient jdbc,
      StaffStore accounts,
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
        new SetupStore(jdbc),
        accounts,
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
      StaffStore store,
      AuditLog log,
      TransactionTemplate transaction,
      StaffProperties properties,
      Randomness randomness,
      UuidV7 ids,
      Clock clock) {
    return new StaffSessions(store, log, transaction, properties, randomness, ids, clock);
  }

  @Bean
  StaffAccounts staffAccounts(
      StaffSetup setup,
      StaffSessions sessions,
      StaffStore store,
      StaffSealer sealer,
      PasswordHasher hasher,
      AuditLog log,
      TransactionTemplate transaction,
      IdentityProperties identity,
      RateLimits limits) {
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
    return new StaffAccounts(setup, signIn, sessions, store, sealer, limits);
  }

  @Bean
  RequestAuthenticator staffAuthenticator(StaffAccounts staff) {
    return request ->
        StaffArea.includes(request)
            ? StaffAccounts.COOKIE.read(request).flatMap(staff::find).map(me -> authenticated(me))
            : Optional.empty();
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
