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
import dev.clef.platform.web.limits.BodyRule;
import dev.clef.platform.web.limits.ClientAddresses;
import dev.clef.platform.web.limits.RateLimit;
import dev.clef.platform.web.limits.RateLimits;
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
  FamilyStore familyStore(JdbcClient jdbc) {
    return new FamilyStore(jdbc);
  }

  @Bean
  ClientSecrets clientSecrets(ServiceKeys keys, Randomness randomness) {
    return new ClientSecrets(keys, randomness);
  }

  @Bean
  Clients clients(
      ClientStore store,
      ClientSecrets secrets,
      AuditLog log,
      TransactionTemplate transaction,
      Randomness randomness,
      Clock clock) {
    return new Clients(store, secrets, log, transaction, randomness, clock);
  }

  @Bean
  Families families(
      FamilyStore store,
      Clients clients,
      Accounts accounts,
      PersonKeys keys,
      AuditLog log,
      TransactionTemplate transaction,
      UuidV7 ids,
      Clock clock) {
    return new Families(store, clients, accounts, keys, log, transaction, ids, clock);
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
  Subjects subjects(ServiceKeys keys) {
    return new Subjects(keys);
  }

  @Bean
  Requests authorizationRequests(Handover handover, JsonMapper json) {
    return new Requests(handover, json);
  }

  @Bean
  ConsentRequests consentRequests(Families families, Clients clients, Requests requests) {
    return new ConsentRequests(families, clients, requests);
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
  ProviderSettings providerSettings() {
    return ProviderSettings.standard();
  }

  @Bean
  ProviderChain.Ours oursForSpring(
      ClientStore store,
      OpenidProperties properties,
      Families families,
      Clients clients,
      Subjects subjects,
      Requests requests,
      Approvals approvals,
      ClientSecrets secrets,
      ProviderKeys keys,
      Issuer issuer,
      FreshSignIn fresh,
      ProblemWriter writer,
      RateLimits limits,
      ClientAddresses addresses,
      Randomness randomness,
      Clock clock) {
    RegisteredClients registered = new RegisteredClients(store, properties);
    JwtGenerator idTokens = new JwtGenerator(new IdTokenEncoder(keys));
    idTokens.setJwtCustomizer(new IdTokenClaims(clients, subjects));
    idTokens.setClock(clock);
    return new ProviderChain.Ours(
        registered,
        new Authorizations(
            families, new Revived(registered, clients, subjects), requests, properties),
        approvals,
        new Tokens(idTokens, properties, randomness, clock),
        secrets,
        clients,
        new Answers(issuer, fresh, writer),
        fresh,
        new PublicClients(registered, limits, addresses),
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
  BodyRule userInfoForm() {
    return BodyRule.form(Endpoints.USER_INFO);
  }
}
