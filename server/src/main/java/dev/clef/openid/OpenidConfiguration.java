package dev.clef.openid;

import dev.clef.audit.AuditLog;
import dev.clef.identity.Accounts;
import dev.clef.identity.EmailConfirmation;
import dev.clef.keys.Handover;
import dev.clef.keys.PersonKeys;
import dev.clef.keys.ServiceKeys;
import dev.clef.keys.SigningKeys;
import dev.clef.platform.Demo;
import dev.clef.platform.Randomness;
import dev.clef.platform.UuidV7;
import dev.clef.platform.web.ProblemWriter;
import dev.clef.platform.web.RolePath;
import dev.clef.platform.web.WebSettings;
import dev.clef.platform.web.lanes.Lane;
import dev.clef.platform.web.lanes.LanePaths;
import dev.clef.platform.web.limits.BodyRule;
import dev.clef.platform.web.limits.ClientAddresses;
import dev.clef.platform.web.limits.RateLimit;
import dev.clef.platform.web.limits.RateLimits;
import dev.clef.platform.web.pages.ProblemPage;
import dev.clef.vault.Vault;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.oauth2.server.authorization.token.JwtGenerator;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Wires the OpenID provider. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(OpenidProperties.class)
class OpenidConfiguration {

  private static final Logger LOG = LoggerFactory.getLogger(OpenidConfiguration.class);

  @Bean
  ClientStore clientStore(JdbcClient jdbc) {
    return new ClientStore(jdbc);
  }

  @Bean
  UsedOnce usedOnce(JdbcClient jdbc, Clock clock) {
    return new UsedOnce(jdbc, clock);
  }

  @Bean
  FamilyStore familyStore(
      JdbcClient jdbc,
      ClientStore clients,
      NamedParameterJdbcOperations batches,
      TransactionTemplate transaction) {
    return new FamilyStore(jdbc, clients, batches, transaction);
  }

  @Bean
  ClientSecrets clientSecrets(ServiceKeys keys, Randomness randomness) {
    return new ClientSecrets(keys, randomness);
  }

  @Bean
  Clients clients(
      ClientStore store,
      ClientSecrets secrets,
      SectorUri sectors,
      AuditLog log,
      TransactionTemplate transaction,
      Randomness randomness,
      Clock clock) {
    return new Clients(store, secrets, sectors, log, transaction, randomness, clock);
  }

  @Bean
  Families families(
      FamilyStore store,
      DeviceStore devices,
      LogoutStore logoutStore,
      Logouts logouts,
      ClientEvents events,
      Clients clients,
      Accounts accounts,
      PersonKeys keys,
      AuditLog log,
      TransactionTemplate transaction,
      UuidV7 ids,
      Clock clock) {
    return new Families(
        store,
        devices,
        logoutStore,
        logouts,
        events,
        clients,
        accounts,
        keys,
        log,
        transaction,
        ids,
        clock);
  }

  @Bean
  Approvals approvals(
      JdbcClient jdbc,
      PersonKeys keys,
      AuditLog log,
      TransactionTemplate transaction,
      Clock clock) {
    return new Approvals(new ApprovalStore(jdbc), keys, log, transaction, clock);
  }

  @Bean
  ClientEvents clientEvents(AuditLog log, Clients clients, UsedOnce used, Clock clock) {
    return new ClientEvents(log, clients, used, clock);
  }

  /** An application that sends somebody round in circles is stopped; nobody else is that fast. */
  @Bean
  RateLimit authorizeLimit() {
    return new RateLimit(Undistracted.LIMIT, 60, Duration.ofSeconds(1));
  }

  /** Each answer opens fields and stands in the log of the person. */
  @Bean
  RateLimit userInfoLimit() {
    return new RateLimit(UserInfoController.LIMIT, 60, Duration.ofSeconds(1));
  }

  @Bean
  Invitations invitations(
      JdbcClient jdbc,
      Clients clients,
      AuditLog log,
      TransactionTemplate transaction,
      Randomness randomness,
      Clock clock) {
    return new Invitations(new InvitationStore(jdbc), clients, log, transaction, randomness, clock);
  }

  /** A token is not guessed; this bounds what trying costs the server. */
  @Bean
  RateLimit registerLimit() {
    return new RateLimit(RegistrationController.LIMIT, 30, Duration.ofSeconds(10));
  }

  @Bean
  LogoutStore logoutStore(JdbcClient jdbc) {
    return new LogoutStore(jdbc);
  }

  @Bean
  IdTokenEncoder idTokenEncoder(ProviderKeys keys, Clients clients) {
    return new IdTokenEncoder(keys, clients);
  }

  @Bean
  Logouts logouts(
      LogoutStore store,
      Clients clients,
      Subjects subjects,
      IdTokenEncoder encoder,
      OpenidProperties properties,
      Handover handover,
      Issuer issuer,
      Environment environment,
      UuidV7 ids,
      Clock clock) {
    return new Logouts(
        store,
        clients,
        subjects,
        encoder,
        new LogoutCarrier(properties.logoutToPrivate()),
        handover,
        () -> issuer.at(environment.getProperty("local.server.port", Integer.class, 443)),
        ids,
        clock);
  }

  @Bean
  DeviceStore deviceStore(JdbcClient jdbc) {
    return new DeviceStore(jdbc);
  }

  @Bean
  DeviceRequests deviceRequests(
      DeviceStore store,
      Clients clients,
      Approvals approvals,
      Accounts accounts,
      ServiceKeys keys,
      TransactionTemplate transaction,
      Randomness randomness,
      UuidV7 ids,
      Clock clock) {
    return new DeviceRequests(
        store, clients, approvals, accounts, keys, transaction, randomness, ids, clock);
  }

  /** Anybody may say that they are a device, and each request is stored. */
  @Bean
  RateLimit deviceLimit() {
    return new RateLimit(DeviceAuthorizationController.LIMIT, 60, Duration.ofSeconds(1));
  }

  @Bean
  Subjects subjects(ServiceKeys keys) {
    return new Subjects(keys);
  }

  @Bean
  Requests authorizationRequests(Handover handover, JsonMapper json) {
    return new Requests(handover, json);
  }

  @Bean
  ConsentRequests consentRequests(
      Families families, Clients clients, Requests requests, Approvals approvals) {
    return new ConsentRequests(families, clients, requests, approvals);
  }

  @Bean
  FreshSignIn freshSignIn(Handover handover, Clock clock) {
    return new FreshSignIn(handover, clock);
  }

  @Bean
  SignOutRequests signOutRequests(ProviderKeys keys, Clients clients) {
    return new SignOutRequests(keys, clients);
  }

  @Bean
  ProviderKeys providerKeys(SigningKeys keys, Clock clock) {
    return new ProviderKeys(keys, clock);
  }

  @Bean
  Issuer issuer(
      OpenidProperties properties,
      WebSettings web,
      Demo demo,
      @Value("${clef.tls.enabled:true}") boolean tls,
      @Value("${server.address:#{null}}") @Nullable InetAddress listens) {
    boolean local = demo.on() || (listens != null && listens.isLoopbackAddress());
    Issuer issuer = Issuer.choose(properties.issuer(), web.origins(), local, tls);
    if (!issuer.isKnown()) {
      LOG.warn(
          "The OpenID provider answers nobody: others than this machine reach the server, and"
              + " neither clef.openid.issuer nor one origin in clef.web.origins says its name");
    }
    return issuer;
  }

  @Bean
  Proofs proofs(Issuer issuer, UsedOnce used, Clock clock) {
    return new Proofs(issuer, used, clock);
  }

  @Bean
  ProviderSettings providerSettings() {
    return ProviderSettings.standard();
  }

  @Bean
  ProviderChain.Ours oursForSpring(
      ClientStore store,
      OpenidProperties properties,
      Families families,
      Clients clients,
      FetchedKeys fetchedKeys,
      Subjects subjects,
      Requests requests,
      Approvals approvals,
      ClientSecrets secrets,
      IdTokenEncoder encoder,
      Issuer issuer,
      FreshSignIn fresh,
      ProblemWriter writer,
      RateLimits limits,
      ClientAddresses addresses,
      Randomness randomness,
      UsedOnce used,
      Proofs proofs,
      DeviceRequests devices,
      ClientEvents events,
      Clock clock) {
    RegisteredClients registered = new RegisteredClients(store, properties);
    JwtGenerator idTokens = new JwtGenerator(encoder);
    idTokens.setJwtCustomizer(new IdTokenClaims(clients, subjects));
    idTokens.setClock(clock);
    Tokens tokens = new Tokens(idTokens, properties, randomness, clock);
    return new ProviderChain.Ours(
        registered,
        new Authorizations(
            families, new Revived(registered, clients, subjects), requests, clients, properties),
        approvals,
        tokens,
        secrets,
        clients,
        new Answers(issuer, fresh, writer),
        fresh,
        new PublicClients(registered, limits, addresses),
        new SignedAssertions(clients, fetchedKeys, used, clock),
        new ProofFilter(proofs, clients),
        new DeviceGrants(devices, families, tokens, properties),
        new Silence(families, requests),
        events,
        limits,
        new ByName(issuer, writer));
  }

  @Bean
  UserInfo userInfo(Vault vault, Subjects subjects, EmailConfirmation confirmation) {
    return new UserInfo(vault, subjects, confirmation);
  }

  @Bean
  ApplicationData applicationData(Families families, Approvals approvals, Clients clients) {
    return new ApplicationData(families, approvals, clients);
  }

  /** Anybody may say that they are a client without a secret, and each request is stored. */
  @Bean
  RateLimit pushedLimit() {
    return new RateLimit(PublicClients.LIMIT, 60, Duration.ofSeconds(1));
  }

  @Bean
  RolePath clientsPath() {
    return new RolePath("/api/v1/clients/**", "OPERATOR");
  }

  /** Forms are what the standards say; none of these addresses goes by a cookie but the first. */
  @Bean
  BodyRule providerForms() {
    return BodyRule.form("/oauth2/**");
  }

  @Bean
  LanePaths tokenPaths() {
    return LanePaths.withParameters(
        Lane.TOKENS,
        Endpoints.TOKEN,
        Endpoints.PUSHED,
        Endpoints.REVOKE,
        Endpoints.JWKS,
        Endpoints.DEVICE,
        Endpoints.DISCOVERY,
        Endpoints.METADATA,
        Endpoints.REGISTER);
  }

  @Bean
  LanePaths introspectionPaths() {
    return LanePaths.withParameters(Lane.INTROSPECTION, Endpoints.INTROSPECT, Endpoints.USER_INFO);
  }

  @Bean
  LanePaths authorizePath() {
    return LanePaths.withParameters(Lane.PAGES, Endpoints.AUTHORIZE);
  }

  /** Before the pages of people. */
  @Bean
  @Order(Ordered.HIGHEST_PRECEDENCE)
  ProblemPage machineProblems() {
    return new MachineProblems();
  }

  @Bean
  BodyRule userInfoForm() {
    return BodyRule.form(Endpoints.USER_INFO);
  }
}
