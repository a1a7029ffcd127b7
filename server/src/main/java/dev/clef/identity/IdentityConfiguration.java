package dev.clef.identity;

import dev.clef.audit.AuditLog;
import dev.clef.consent.Ages;
import dev.clef.identity.credentials.Blocklist;
import dev.clef.identity.credentials.PasswordHasher;
import dev.clef.identity.credentials.PasswordPolicy;
import dev.clef.keys.BlindIndexes;
import dev.clef.keys.KeysProperties;
import dev.clef.keys.PersonKeys;
import dev.clef.mail.Letters;
import dev.clef.platform.DataFolder;
import dev.clef.platform.Randomness;
import dev.clef.platform.UuidV7;
import dev.clef.platform.web.PublicPath;
import dev.clef.platform.web.RequestAuthenticator;
import dev.clef.platform.web.RolePath;
import dev.clef.platform.web.lanes.Lane;
import dev.clef.platform.web.lanes.LanePaths;
import dev.clef.platform.web.limits.RateLimit;
import dev.clef.platform.web.limits.RateLimits;
import dev.clef.vault.Vault;
import dev.clef.vault.VaultWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.transaction.support.TransactionTemplate;

/** Wires accounts and sign-in. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(IdentityProperties.class)
class IdentityConfiguration {

  private static final String LISTENER = "LISTENER";
  private static final String OPERATOR = "OPERATOR";

  @Bean
  AccountStore accountStore(JdbcClient jdbc, DataSource dataSource) {
    return new AccountStore(jdbc, dataSource);
  }

  @Bean
  SessionStore sessionStore(JdbcClient jdbc) {
    return new SessionStore(jdbc);
  }

  @Bean
  Finder finder(BlindIndexes indexes, Randomness randomness) {
    return new Finder(indexes, randomness);
  }

  @Bean
  ProfileRules profileRules(Ages ages) {
    return new ProfileRules(ages);
  }

  @Bean
  PasswordRules passwordRules(PasswordPolicy policy, Blocklist blocklist) {
    return new PasswordRules(policy, blocklist);
  }

  @Bean
  Registration registration(
      ProfileRules rules,
      PasswordRules passwords,
      PasswordHasher hasher,
      Ages ages,
      Finder finder,
      RegistrationByMail byMail,
      PersonKeys keys,
      VaultWriter vault,
      AccountStore accounts,
      AuditLog log,
      TransactionTemplate transaction,
      KeysProperties keysProperties,
      UuidV7 ids,
      Clock clock) {
    return new Registration(
        rules,
        passwords,
        hasher,
        ages,
        finder,
        byMail,
        keys,
        vault,
        accounts,
        log,
        transaction,
        keysProperties,
        ids,
        clock);
  }

  @Bean
  Credentials credentials(
      Vault vault,
      VaultWriter writer,
      FactorWriter factors,
      AccountStore accounts,
      RecoveryCodes recoveryCodes,
      LossStore losses,
      AppCodes appCodes,
      DeviceKeyProofs deviceKeys,
      PasswordHasher hasher,
      PersonKeys keys,
      RateLimits limits,
      Clock clock) {
    return new Credentials(
        vault,
        writer,
        factors,
        accounts,
        recoveryCodes,
        losses,
        appCodes,
        deviceKeys,
        hasher,
        keys,
        limits,
        clock);
  }

  @Bean
  Sessions sessions(
      SessionStore store,
      Vault vault,
      PersonKeys keys,
      AuditLog log,
      TransactionTemplate transaction,
      IdentityProperties properties,
      Randomness randomness,
      UuidV7 ids,
      Clock clock,
      ObjectProvider<SignedInElsewhere> elsewhere) {
    return new Sessions(
        store,
        vault,
        keys,
        log,
        transaction,
        properties,
        randomness,
        ids,
        clock,
        elsewhere.orderedStream().toList());
  }

  @Bean
  SignIn signIn(
      Finder finder,
      Credentials credentials,
      Passwords passwords,
      Sessions sessions,
      AuditLog log,
      IdentityProperties properties) {
    return new SignIn(finder, credentials, passwords, sessions, log, properties);
  }

  @Bean
  MyProfile myProfile(
      Vault vault,
      VaultWriter writer,
      ProfileRules rules,
      Finder finder,
      Ages ages,
      AccountStore accounts,
      Sessions sessions,
      ConfirmedAddresses addresses,
      OneTimeCodes codes,
      Letters letters) {
    return new MyProfile(
        vault, writer, rules, finder, ages, accounts, sessions, addresses, codes, letters);
  }

  @Bean
  Passwords passwords(
      PasswordRules rules,
      Finder finder,
      Credentials credentials,
      AccountStore accounts,
      Sessions sessions,
      StepUp stepUp,
      Letters letters,
      AuditLog log,
      TransactionTemplate transaction) {
    return new Passwords(
        rules, finder, credentials, accounts, sessions, stepUp, letters, log, transaction);
  }

  @Bean
  Accounts accounts(
      AccountStore store, SessionStore sessions, FactorStore factors, CodeStore codes) {
    return new Accounts(store, sessions, factors, codes);
  }

  @Bean
  AccountData accountData(
      AccountStore accounts,
      Sessions sessions,
      Factors factors,
      LossStore losses,
      FactorStore factorStore,
      MyProfile profile) {
    return new AccountData(accounts, sessions, factors, losses, factorStore, profile);
  }

  @Bean
  OrphanKeys orphanKeys(
      PersonKeys keys,
      AccountStore accounts,
      KeysProperties properties,
      IdentityProperties identity,
      Clock clock) {
    return new OrphanKeys(keys, accounts, properties, identity, clock);
  }

  @Bean
  OperatorToken operatorToken(DataFolder data, Randomness randomness) {
    return OperatorToken.of(data, randomness);
  }

  @Bean
  RequestAuthenticator sessionAuthenticator(Sessions sessions) {
    return request ->
        StaffArea.includes(request)
            ? Optional.empty()
            : SessionCookie.read(request)
                .flatMap(sessions::find)
                .map(IdentityConfiguration::listener);
  }

  @Bean
  RequestAuthenticator operatorAuthenticator(OperatorToken token) {
    return request ->
        token.isIn(request) ? Optional.of(authenticated("operator", OPERATOR)) : Optional.empty();
  }

  /** With the factors as Spring Security's rules know them. */
  private static Authentication listener(SignedIn me) {
    List<GrantedAuthority> authorities = new ArrayList<>();
    authorities.add(new SimpleGrantedAuthority("ROLE_" + LISTENER));
    me.proofs()
        .times()
        .forEach((proof, at) ->
            authorities.add(
                FactorGrantedAuthority.withAuthority(proof.authority()).issuedAt(at).build()));
    return UsernamePasswordAuthenticationToken.authenticated(me, null, authorities);
  }

  private static Authentication authenticated(Object principal, String role) {
    return UsernamePasswordAuthenticationToken.authenticated(
        principal, null, List.of(new SimpleGrantedAuthority("ROLE_" + role)));
  }

  @Bean
  DataProblems dataProblems(AccountStore accounts, AuditLog log) {
    return new DataProblems(accounts, log);
  }

  @Bean
  RateLimit registrationLimit() {
    return new RateLimit("registration", 5, Duration.ofMinutes(1));
  }

  @Bean
  RateLimit signInAddressLimit() {
    return new RateLimit("sign-in-address", 100, Duration.ofSeconds(1));
  }

  @Bean
  RateLimit confirmLimit() {
    return new RateLimit(Credentials.CONFIRM_LIMIT, 10, Duration.ofSeconds(20));
  }

  @Bean
  RateLimit signInNameLimit() {
    return new RateLimit("sign-in-name", 10, Duration.ofSeconds(6));
  }

  @Bean
  LanePaths hashingPaths() {
    return LanePaths.of(
        Lane.HASHING,
        HttpMethod.POST,
        "/api/v1/accounts",
        "/api/v1/sign-in",
        "/api/v1/registrations",
        "/api/v1/registrations/confirm",
        "/api/v1/password-resets",
        "/api/v1/password-resets/confirm",
        "/api/v1/lost-factors",
        "/api/v1/me/confirmation",
        "/api/v1/me/email/confirmation",
        "/api/v1/staff/setup",
        "/api/v1/staff/setup/confirm",
        "/api/v1/staff/sign-in");
  }

  @Bean
  LanePaths passwordPath() {
    return LanePaths.of(Lane.HASHING, HttpMethod.PUT, "/api/v1/me/password");
  }

  @Bean
  PublicPath registrationPath() {
    return PublicPath.post("/api/v1/accounts");
  }

  @Bean
  RolePath ownPath() {
    return new RolePath("/api/v1/me/**", LISTENER);
  }

  @Bean
  RolePath signOutPath() {
    return new RolePath("/api/v1/sign-out", LISTENER);
  }

  @Bean
  RolePath importPath() {
    return new RolePath("/api/v1/imports/**", OPERATOR);
  }

  @Bean
  PublicPath signInPath() {
    return PublicPath.post("/api/v1/sign-in");
  }
}
