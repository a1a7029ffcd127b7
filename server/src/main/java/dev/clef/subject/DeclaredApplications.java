package dev.clef.subject;

import static dev.clef.subject.LegalBasis.CONTRACT;
import static dev.clef.subject.LegalBasis.LEGAL_OBLIGATION;
import static dev.clef.subject.Purpose.ACCESS_REQUEST;
import static dev.clef.subject.Purpose.APPLICATION;
import static dev.clef.subject.Purpose.AUTHENTICATION;
import static dev.clef.subject.Purpose.SELF_SERVICE;
import static dev.clef.subject.Role.LISTENER;
import static dev.clef.subject.Role.SERVICE;
import static dev.clef.subject.Use.read;
import static dev.clef.subject.Use.write;

import java.time.Period;
import java.util.List;
import java.util.Set;

/** The applications people sign in to. */
final class DeclaredApplications {

  private static final Retention WITH_ACCOUNT = new Retention.WithAccount();
  private static final Retention TOKENS =
      new Retention.For(Period.ofDays(180), "clef.openid.grant-for");

  private static final List<Use> SHOWN =
      List.of(
          read(LISTENER, SELF_SERVICE, CONTRACT),
          read(LISTENER, ACCESS_REQUEST, LEGAL_OBLIGATION),
          read(SERVICE, APPLICATION, CONTRACT),
          write(LISTENER, APPLICATION, CONTRACT));

  private static final List<Use> CHECKED =
      List.of(read(SERVICE, AUTHENTICATION, CONTRACT), write(SERVICE, AUTHENTICATION, CONTRACT));

  static final List<Datum> ALL =
      List.of(
          datum("application.use", DataCategory.ACTIVITY, Sensitivity.ORDINARY, SHOWN)
              .kept(TOKENS)
              .in(
                  "openid.token_family.family_id",
                  "openid.token_family.client_id",
                  "openid.token_family.user_id",
                  "openid.token_family.authenticated_at",
                  "openid.token_family.session_id",
                  "openid.token_family.proofs",
                  "openid.token_family.scopes",
                  "openid.token_family.access_scopes",
                  "openid.token_family.access_issued_at",
                  "openid.token_family.created_at",
                  "openid.token_family.expires_at",
                  "openid.device_request.client_id",
                  "openid.device_request.user_id",
                  "openid.device_request.authenticated_at",
                  "openid.device_request.scopes",
                  "openid.device_request.state",
                  "openid.device_request.created_at"),
          datum("application.approval", DataCategory.ACTIVITY, Sensitivity.ORDINARY, SHOWN)
              .in(
                  "openid.approval.user_id",
                  "openid.approval.client_id",
                  "openid.approval.scopes",
                  "openid.approval.approved_at")
              .as(
                  "MyApplicationsAll.items",
                  "ApplicationsApplication.client_id",
                  "ApplicationsApplication.name",
                  "ApplicationsApplication.scopes",
                  "ApplicationsApplication.allowed_at",
                  "ApplicationsApplication.signed_in_at",
                  "my_applications_withdraw.clientId"),
          new Datum(
              "application.request",
              LISTENER,
              DataCategory.ACTIVITY,
              Sensitivity.ORDINARY,
              Protection.SERVICE_KEY,
              APPLICATION,
              CONTRACT,
              TOKENS,
              Set.of(),
              CHECKED,
              Set.of("openid.token_family.request", "openid.logout.sealed"),
              Set.of()),
          new Datum(
              "application.tokens",
              LISTENER,
              DataCategory.CREDENTIAL,
              Sensitivity.SECRET,
              Protection.DIGEST,
              APPLICATION,
              CONTRACT,
              TOKENS,
              Set.of(),
              CHECKED,
              Set.of(
                  "openid.token_family.handle_hash",
                  "openid.token_family.code_hash",
                  "openid.token_family.access_hash",
                  "openid.token_family.chain_hash",
                  "openid.token_family.refresh_hash",
                  "openid.token_family.access_jkt",
                  "openid.device_request.device_hash",
                  "openid.device_request.user_mac",
                  "openid.token_family.refresh_jkt"),
              Set.of()));

  private DeclaredApplications() {}

  private static Datum datum(
      String name, DataCategory category, Sensitivity sensitivity, List<Use> uses) {
    return new Datum(
        name,
        LISTENER,
        category,
        sensitivity,
        Protection.CLEAR,
        APPLICATION,
        CONTRACT,
        WITH_ACCOUNT,
        Set.of(),
        uses,
        Set.of(),
        Set.of());
  }
}
