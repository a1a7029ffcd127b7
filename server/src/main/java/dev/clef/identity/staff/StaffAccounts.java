package dev.clef.identity.staff;

import dev.clef.identity.HostCookie;
import dev.clef.identity.credentials.TokenHash;
import dev.clef.identity.staff.StaffSealer.Value;
import dev.clef.platform.Secret;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.limits.ClientAddress;
import dev.clef.platform.web.limits.RateLimits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/**
 * Staff accounts, for the API and for the pages above: the way to the first one, sign-in, sessions.
 * What strangers may call is limited here, by address and by name. Thread-safe.
 */
public final class StaffAccounts {

  /** Carries a session of staff; of no use where {@code StaffArea} does not include the request. */
  public static final HostCookie COOKIE = new HostCookie("__Host-clef-staff");

  /** The page a link leads to, to be followed by the token. */
  public static final String SETUP_PAGE = "/staff/setup?token=";

  static final String SETUP_LIMIT = "staff-setup";
  static final String ADDRESS_LIMIT = "staff-sign-in-address";
  static final String NAME_LIMIT = "staff-sign-in-name";

  /**
   * What the authenticator app is given; seen once.
   *
   * @param secret Base32 (RFC 4648 §6) without padding
   * @param otpauthUri the same for a QR code
   */
  public record Enrolment(String secret, String otpauthUri) {

    @Override
    public String toString() {
      return "Enrolment[<redacted>]";
    }
  }

  /** A session just opened: the only time its token is seen. */
  public record Opened(StaffMember member, String token, Duration maxAge) {

    @Override
    public String toString() {
      return "Opened[<redacted>]";
    }
  }

  private final StaffSetup setup;
  private final StaffSignIn signIn;
  private final StaffSessions sessions;
  private final StaffStore store;
  private final StaffSealer sealer;
  private final RateLimits limits;

  StaffAccounts(
      StaffSetup setup,
      StaffSignIn signIn,
      StaffSessions sessions,
      StaffStore store,
      StaffSealer sealer,
      RateLimits limits) {
    this.setup = setup;
    this.signIn = signIn;
    this.sessions = sessions;
    this.store = store;
    this.sealer = sealer;
    this.limits = limits;
  }

  /**
   * A new token for the link to the first account; the one before is worth nothing any more, and
   * neither is what was entered with it. Empty when there is a staff account.
   */
  public Optional<Secret<String>> newSetupToken() {
    return setup.newToken();
  }

  /** How long such a token may be used. */
  public Duration setupFor() {
    return setup.linkLife();
  }

  /** A new token on behalf of the operator, with an entry. */
  Secret<String> newSetupTokenForOperator() {
    return setup.newTokenForOperator();
  }

  /**
   * Enters name and password of the first account. The link stays good until {@link #confirm}; with
   * it they can be entered again, which gives a new secret.
   *
   * @throws Problem {@code link_not_valid}, {@code invalid_fields}, {@code rate_limited}
   */
  public Enrolment setUp(String token, String name, String password, ClientAddress address) {
    limits.require(SETUP_LIMIT, address.network());
    return setup.enter(token, name, password);
  }

  /**
   * Makes the account that was entered, when the code is right, and uses up the link and the code.
   *
   * @throws Problem {@code link_not_valid}, {@code wrong_code}, {@code rate_limited}
   */
  public void confirm(String token, String code, ClientAddress address) {
    limits.require(SETUP_LIMIT, address.network());
    setup.confirm(token, code);
  }

  /**
   * Signs in with both factors.
   *
   * @throws Problem {@code sign_in_failed} whatever was wrong, {@code rate_limited}
   */
  public Opened signIn(String name, String password, String code, ClientAddress address) {
    limits.require(ADDRESS_LIMIT, address.network());
    limits.require(NAME_LIMIT, HexFormat.of().formatHex(TokenHash.of(name)));
    return signIn.signIn(name, password, code);
  }

  /** Who holds the session; empty when it ended, expired or never was. */
  public Optional<StaffMember> find(String sessionToken) {
    return sessions.find(sessionToken);
  }

  public void signOut(StaffMember member) {
    sessions.end(member);
  }

  /**
   * The login name of a member, to be shown to themselves alone: it leaves no entry of its own,
   * because the sign-in with that very name did.
   */
  public String nameOf(StaffMember member) {
    return nameOf(member.staffId());
  }

  /**
   * Likewise, for colleagues who decide about what this one asked; empty when they work here no
   * more.
   */
  public String nameOf(UUID staffId) {
    return store
        .find(staffId)
        .map(row -> sealer.open(staffId, Value.NAME, row.sealed().name()))
        .map(name -> new String(name, StandardCharsets.UTF_8))
        .orElse("");
  }
}
