package dev.clef.identity;

import dev.clef.identity.credentials.EmailAddress;
import dev.clef.identity.credentials.UserName;
import dev.clef.keys.BlindIndexes;
import dev.clef.keys.IndexEntry;
import dev.clef.keys.IndexKind;
import dev.clef.keys.PersonRef;
import dev.clef.platform.Randomness;
import dev.clef.subject.SubjectId;
import dev.clef.subject.Tenant;
import dev.clef.vault.Fields.Profile;
import dev.clef.vault.IndexedNames;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds people by what they call themselves, and makes the index rows by which they are found.
 * Thread-safe.
 */
public final class Finder implements IndexedNames {

  private static final String TENANT = Tenant.DEFAULT.id();

  private final BlindIndexes indexes;
  private final Randomness randomness;

  Finder(BlindIndexes indexes, Randomness randomness) {
    this.indexes = indexes;
    this.randomness = randomness;
  }

  /**
   * The person behind a user name, or behind an e-mail address that is verified and nobody else's.
   */
  public Optional<SubjectId> find(String name) {
    List<BlindIndexes.Hit> byName =
        indexes.find(TENANT, IndexKind.USERNAME, UserName.lookupKey(name));
    if (!byName.isEmpty()) {
      return Optional.of(new SubjectId(byName.getFirst().personId()));
    }
    return switch (EmailAddress.of(name.strip())) {
      case EmailAddress.Invalid invalid -> Optional.empty();
      case EmailAddress.Valid valid -> byEmail(valid);
    };
  }

  private Optional<SubjectId> byEmail(EmailAddress.Valid email) {
    List<SubjectId> owners = provenOwners(email);
    return owners.size() == 1 ? Optional.of(owners.getFirst()) : Optional.empty();
  }

  /** Everybody who has proven that they read what comes to this address; three at most. */
  List<SubjectId> provenOwners(EmailAddress.Valid email) {
    return indexes.find(TENANT, IndexKind.EMAIL, email.lookupKey()).stream()
        .filter(BlindIndexes.Hit::verified)
        .map(hit -> new SubjectId(hit.personId()))
        .toList();
  }

  /** Whether a person has proven that they read what comes to this address. */
  boolean isProven(SubjectId subject, EmailAddress.Valid email) {
    return indexes.isVerified(
        new PersonRef(TENANT, subject.value()), IndexKind.EMAIL, email.lookupKey());
  }

  /** Whether a person has proven any address; which one is not looked at. */
  boolean hasProvenEmail(SubjectId subject) {
    return indexes.hasVerified(new PersonRef(TENANT, subject.value()), IndexKind.EMAIL);
  }

  /** A row that finds nobody: it takes the place of the row of an address that was removed. */
  public IndexEntry noEmail() {
    return new IndexEntry(IndexKind.EMAIL, HexFormat.of().formatHex(randomness.bytes(32)), false);
  }

  /** The row of a user name; two names a person would take for the same have the same row. */
  public IndexEntry username(String name) {
    return new IndexEntry(IndexKind.USERNAME, UserName.lookupKey(name), true);
  }

  /** Empty when the text is no address: then nobody is found by it. */
  public Optional<IndexEntry> email(String address, boolean verified) {
    return switch (EmailAddress.of(address)) {
      case EmailAddress.Invalid invalid -> Optional.empty();
      case EmailAddress.Valid valid ->
          Optional.of(new IndexEntry(IndexKind.EMAIL, valid.lookupKey(), verified));
    };
  }

  /** The row of an identifier in another system. */
  public IndexEntry source(String system, String realm, String id) {
    String key = system + "|" + realm + "|" + id;
    return new IndexEntry(IndexKind.SOURCE, key, true);
  }

  @Override
  public Set<String> fields() {
    return Set.of(Profile.USERNAME.field(), Profile.EMAIL.field());
  }

  /** Whether an address is verified is not for the person's data to say; the row knows. */
  @Override
  public List<IndexEntry> entries(Map<String, String> values) {
    List<IndexEntry> entries = new ArrayList<>();
    Optional.ofNullable(values.get(Profile.USERNAME.field()))
        .map(this::username)
        .ifPresent(entries::add);
    Optional.ofNullable(values.get(Profile.EMAIL.field()))
        .flatMap(address -> email(address, false))
        .ifPresent(entries::add);
    return entries;
  }
}
