package dev.clef.demo;

import dev.clef.identity.Credentials;
import dev.clef.identity.Finder;
import dev.clef.identity.MyProfile;
import dev.clef.identity.Passwords;
import dev.clef.identity.Registration;
import dev.clef.identity.Sessions;
import dev.clef.identity.SignIn;
import dev.clef.identity.SignedIn;
import dev.clef.platform.UuidV7;
import dev.clef.platform.web.Problem;
import dev.clef.rights.Erasures;
import dev.clef.rights.ExportPackage;
import dev.clef.subject.PersonalData;
import dev.clef.subject.SubjectId;
import dev.clef.vault.Fields.Profile;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Does what invented people do, through the same doors as everybody: each deed leaves the data and
 * the log entries it leaves in earnest. Thread-safe for different people.
 */
final class Deeds {

  /** The password of everybody; printed at every start. */
  static final String PASSWORD = "a quiet evening song";

  private final Registration registration;
  private final SignIn signIn;
  private final Credentials credentials;
  private final Sessions sessions;
  private final Finder finder;
  private final MyProfile profile;
  private final Passwords passwords;
  private final List<PersonalData> owners;
  private final ExportPackage export;
  private final Erasures erasures;
  private final UuidV7 ids;
  private final LocalDate today;
  private final Map<Integer, SubjectId> subjects = new ConcurrentHashMap<>();
  private final Map<Integer, String> tokens = new ConcurrentHashMap<>();

  Deeds(
      Registration registration,
      SignIn signIn,
      Credentials credentials,
      Sessions sessions,
      Finder finder,
      MyProfile profile,
      Passwords passwords,
      List<PersonalData> owners,
      ExportPackage export,
      Erasures erasures,
      UuidV7 ids,
      LocalDate today) {
    this.registration = registration;
    this.signIn = signIn;
    this.credentials = credentials;
    this.sessions = sessions;
    this.finder = finder;
    this.profile = profile;
    this.passwords = passwords;
    this.owners = owners;
    this.export = export;
    this.erasures = erasures;
    this.ids = ids;
    this.today = today;
  }

  /** Does one thing of one person. Imports are not for here. */
  void act(Event event) {
    Person person = event.person();
    switch (event.deed()) {
      case IMPORT, IMPORT_AGAIN -> throw new IllegalArgumentException("an import has many people");
      case REGISTER -> register(person);
      case SIGN_IN -> signIn(person, event);
      case VISIT -> session(person);
      case WRONG_PASSWORD -> refused(() -> attempt(person, event, PASSWORD + "?", null));
      case WRONG_CODE -> refused(() -> attempt(person, event, PASSWORD, "000000"));
      case UNKNOWN_NAME ->
          refused(
              () -> signIn.attempt(person.username() + "-old", PASSWORD, null, "", "192.0.2.1"));
      case CORRECT -> correct(person, Corrections.of(person, event.detail()));
      case CORRECT_TO_CHILD ->
          refused(() ->
              correct(
                  person, Map.of(Profile.BIRTH_DATE.field(), person.birthDate(today).toString())));
      case CHANGE_PASSWORD ->
          // The session goes on under another token.
          tokens.put(
              person.number(), passwords.change(me(person), PASSWORD, PASSWORD, null).token());
      case EXPORT -> export.of(subject(person), ids.next());
      case PROVE -> credentials.check(subject(person), PASSWORD, null);
      case SIGN_OUT -> sessions.end(subject(person), me(person).sessionId());
      case ERASE -> erasures.erase(subject(person));
    }
  }

  private void register(Person person) {
    LocalDate said =
        person.kind() == Kind.CHILD_BY_CORRECTION ? today.minusYears(21) : person.birthDate(today);
    subjects.put(person.number(), registration.register(person.profile(said), PASSWORD));
  }

  private void signIn(Person person, Event event) {
    if (person.kind() == Kind.WITH_AUTHENTICATOR) {
      attempt(person, event, PASSWORD, Authenticator.code(event.at()));
    } else if (person.kind().isChild() || person.kind() == Kind.IMPORTED_DISABLED) {
      tolerant(() -> attempt(person, event, PASSWORD, null));
    } else if (person.kind() == Kind.DISABLED_LATER) {
      tolerant(() -> attempt(person, event, PASSWORD, null));
    } else {
      attempt(person, event, PASSWORD, null);
    }
  }

  private void attempt(Person person, Event event, String password, @Nullable String code) {
    SignIn.Result in =
        signIn.attempt(
            person.username(),
            password,
            code,
            Devices.agent(person, event.detail()),
            Devices.address(person, event.detail()));
    tokens.put(person.number(), in.session().token());
  }

  private void session(Person person) {
    me(person);
    profile.read(subject(person));
  }

  private SignedIn me(Person person) {
    return sessions
        .find(tokens.getOrDefault(person.number(), ""))
        .orElseThrow(
            () -> new IllegalStateException("person " + person.number() + " is not signed in"));
  }

  private void correct(Person person, Map<String, String> corrections) {
    owners.forEach(owner -> owner.rectify(subject(person), corrections, ids.next()));
  }

  private SubjectId subject(Person person) {
    return subjects.computeIfAbsent(
        person.number(), number -> finder.find(person.username()).orElseThrow());
  }

  /** Something that has to be refused. */
  private static void refused(Runnable work) {
    try {
      work.run();
    } catch (Problem expected) {
      return;
    }
    throw new IllegalStateException("something was let through that is refused");
  }

  private static void tolerant(Runnable work) {
    try {
      work.run();
    } catch (Problem expected) {
      // Somebody who is a child or switched off by now: the refusal stands in the log.
    }
  }
}
