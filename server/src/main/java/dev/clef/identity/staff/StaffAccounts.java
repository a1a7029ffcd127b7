package dev.clef.identity.staff;

import dev.clef.identity.HostCookie;
import dev.clef.identity.PasskeyQuestion;
import dev.clef.identity.credentials.PasskeySite;
import dev.clef.identity.credentials.TokenHash;
import dev.clef.identity.credentials.attestation.AuthenticatorModel;
import dev.clef.identity.staff.StaffSealer.Value;
import dev.clef.platform.Secret;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.limits.ClientAddress;
import dev.clef.platform.web.limits.RateLimits;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Staff accounts, for the API and for the pages above: the way to one, sign-in, sessions, passkeys.
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

  /** A link just made: the only time its token is seen. */
  public record Invited(UUID staffId, Secret<String> token, Instant expiresAt) {

    /** The path of the page it leads to, with the token in it. */
    public String path() {
      return SETUP_PAGE + token.expose();
    }

    @Override
    public String toString() {
      return "Invited[<redacted>]";
    }
  }

  /**
   * A passkey as its owner sees it.
   *
   * @param model the make of its authenticator, when it was proven
   * @param certified the level of its FIDO certification when it was added
   */
  public record HeldPasskey(
      UUID factorId,
      String name,
      Instant addedAt,
      @Nullable Instant lastUsedAt,
      @Nullable String model,
      @Nullable String certified) {}

  private final StaffSetup setup;
  private final StaffSignIn signIn;
  private final StaffSessions sessions;
  private final StaffPasskeys passkeys;
  private final StaffStore store;
  private final StaffSealer sealer;
  private final RateLimits limits;
  private final Duration proofFor;
  private final Clock clock;

  StaffAccounts(
      StaffSetup setup,
      StaffSignIn signIn,
      StaffSessions sessions,
      StaffPasskeys passkeys,
      StaffStore store,
      StaffSealer sealer,
      RateLimits limits,
      Duration proofFor,
      Clock clock) {
    this.setup = setup;
    this.signIn = signIn;
    this.sessions = sessions;
    this.passkeys = passkeys;
    this.store = store;
    this.sealer = sealer;
    this.limits = limits;
    this.proofFor = proofFor;
    this.clock = clock;
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
   * @return a session that can do nothing but add a passkey
   * @throws Problem {@code link_not_valid}, {@code wrong_code}, {@code rate_limited}
   */
  public Opened confirm(String token, String code, ClientAddress address) {
    limits.require(SETUP_LIMIT, address.network());
    return setup.confirm(token, code);
  }

  /**
   * Signs in with password and code, where there is no passkey yet.
   *
   * @return a session that can do nothing but add a passkey
   * @throws Problem {@code sign_in_failed} whatever was wrong, {@code rate_limited}
   */
  public Opened signIn(String name, String password, String code, ClientAddress address) {
    limits.require(ADDRESS_LIMIT, address.network());
    limits.require(NAME_LIMIT, HexFormat.of().formatHex(TokenHash.of(name)));
    return signIn.signIn(name, password, code);
  }

  /** Asks for a passkey, of whomever. */
  public PasskeyQuestion toSignIn(PasskeySite site, ClientAddress address) {
    limits.require(ADDRESS_LIMIT, address.network());
    return passkeys.toSignIn(site);
  }

  /**
   * Signs in by passkey.
   *
   * @param question as it came with {@link #toSignIn}
   * @param credential what the browser answered, as JSON
   * @param browser the key the session is bound to
   * @throws Problem {@code passkey_refused}, {@code passkey_unknown}, {@code invalid_fields},
   *     {@code rate_limited}
   */
  public Opened signIn(
      String question,
      String credential,
      BrowserBinding browser,
      PasskeySite site,
      ClientAddress address) {
    limits.require(ADDRESS_LIMIT, address.network());
    return passkeys.signIn(question, credential, browser, site);
  }

  /**
   * Asks for a new passkey.
   *
   * @throws Problem {@code fresh_sign_in_needed}, {@code too_many_factors}
   */
  public PasskeyQuestion toAdd(StaffMember me, PasskeySite site) {
    StaffPeople.requireFresh(me, clock.instant());
    return passkeys.toAdd(me, site);
  }

  /**
   * Adds a passkey.
   *
   * @param browser needed with the first one: the key the session is bound to from then on
   * @return the session to go on with, when it is another one
   * @throws Problem {@code fresh_sign_in_needed}, {@code passkey_refused}, {@code invalid_fields},
   *     {@code too_many_factors}
   */
  public Optional<Opened> add(
      StaffMember me,
      String question,
      String credential,
      String name,
      @Nullable BrowserBinding browser,
      PasskeySite site) {
    StaffPeople.requireFresh(me, clock.instant());
    return passkeys.add(me, question, credential, name, browser, site);
  }

  /** The passkeys of the member. */
  public List<HeldPasskey> passkeysOf(StaffMember me) {
    return passkeys.of(me).stream().map(StaffAccounts::held).toList();
  }

  private static HeldPasskey held(StaffPasskeys.Held one) {
    AuthenticatorModel model = one.model();
    return new HeldPasskey(
        one.factorId(),
        one.name(),
        one.addedAt(),
        one.lastUsedAt(),
        model == null ? null : model.description(),
        model == null ? null : model.certified());
  }

  /**
   * Gives a passkey another name.
   *
   * @throws Problem {@code not_found}, {@code invalid_fields}
   */
  public void renamePasskey(StaffMember me, UUID factorId, String name) {
    passkeys.rename(me, factorId, name);
  }

  /**
   * Removes a passkey; other sessions end.
   *
   * @throws Problem {@code not_found}, {@code last_factor}, {@code fresh_sign_in_needed}
   */
  public void removePasskey(StaffMember me, UUID factorId) {
    StaffPeople.requireFresh(me, clock.instant());
    passkeys.remove(me, factorId);
  }

  /** Who holds the session; empty when it ended, expired or never was. */
  Optional<StaffSessions.Held> find(String sessionToken, boolean used) {
    return sessions.find(sessionToken, used);
  }

  /** How often a page has the browser prove that the session is its own. */
  public Duration proveEvery() {
    return proofFor.dividedBy(3);
  }

  /** What the browser of a session is to sign. */
  String proofQuestion(StaffMember me) {
    return sessions.question(me);
  }

  /**
   * Believes the browser of a session for some minutes more.
   *
   * @param token of the session, as it came with the proof
   * @return the session under its next token; empty when another page has just got that
   * @throws Problem {@code proof_refused}
   */
  Optional<Opened> prove(StaffMember me, String token, String question, String signature) {
    return sessions.prove(me, token, question, signature);
  }

  /**
   * For what an unattended console, or a cookie that was copied, must not be enough for.
   *
   * @throws Problem {@code fresh_sign_in_needed} when the sign-in is a quarter of an hour ago
   */
  public void requireFresh(StaffMember me) {
    StaffPeople.requireFresh(me, clock.instant());
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
