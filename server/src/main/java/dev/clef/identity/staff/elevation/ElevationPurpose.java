package dev.clef.identity.staff.elevation;

import static dev.clef.identity.staff.StaffRole.PRIVACY_OFFICER;
import static dev.clef.identity.staff.StaffRole.SECURITY;
import static dev.clef.identity.staff.StaffRole.SUPPORT;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.clef.identity.staff.StaffRole;
import dev.clef.subject.Catalogue;
import dev.clef.subject.Datum;
import dev.clef.subject.LegalBasis;
import dev.clef.subject.Purpose;
import dev.clef.subject.Role;
import dev.clef.subject.Use;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * For what staff may ask to see somebody's data: the whole list. What each may see, the catalogue
 * says. The names are stored: never rename one.
 */
public enum ElevationPurpose {
  /** Somebody asked for help. */
  SUPPORT_CASE(
      Purpose.SUPPORT_CASE,
      LegalBasis.CONTRACT,
      List.of(SUPPORT, PRIVACY_OFFICER),
      List.of(PRIVACY_OFFICER)),
  /** Somebody made a request about their data. */
  PERSON_REQUEST(
      Purpose.PERSON_REQUEST,
      LegalBasis.LEGAL_OBLIGATION,
      List.of(SUPPORT, PRIVACY_OFFICER),
      List.of(PRIVACY_OFFICER)),
  /** An attack, or a leak. */
  SECURITY_INCIDENT(
      Purpose.SECURITY_INCIDENT,
      LegalBasis.LEGAL_OBLIGATION,
      List.of(SECURITY, PRIVACY_OFFICER),
      List.of(SECURITY, PRIVACY_OFFICER));

  private final Purpose purpose;
  private final LegalBasis basis;

  /** Codes of roles, separated by spaces: the constants of an enum do not change. */
  private final String askers;

  private final String approvers;

  ElevationPurpose(
      Purpose purpose, LegalBasis basis, List<StaffRole> askers, List<StaffRole> approvers) {
    this.purpose = purpose;
    this.basis = basis;
    this.askers = codes(askers);
    this.approvers = codes(approvers);
  }

  private static String codes(List<StaffRole> roles) {
    return roles.stream().map(StaffRole::code).collect(Collectors.joining(" "));
  }

  private static boolean lists(String codes, StaffRole role) {
    return Arrays.asList(codes.split(" ", -1)).contains(role.code());
  }

  /** The name stored and on the wire. */
  @JsonValue
  public String code() {
    return purpose.code();
  }

  /** The purpose of this name; empty when there is none. */
  public static Optional<ElevationPurpose> of(String code) {
    return Arrays.stream(values()).filter(one -> one.code().equals(code)).findFirst();
  }

  Purpose purpose() {
    return purpose;
  }

  LegalBasis basis() {
    return basis;
  }

  /** As what somebody with these roles asks; empty when they may not. */
  public Optional<StaffRole> asker(Set<StaffRole> roles) {
    return roles.stream().sorted().filter(role -> lists(askers, role)).findFirst();
  }

  List<StaffRole> askers() {
    return Arrays.stream(StaffRole.values()).filter(role -> lists(askers, role)).toList();
  }

  List<StaffRole> approvers() {
    return Arrays.stream(StaffRole.values()).filter(role -> lists(approvers, role)).toList();
  }

  /** Whether somebody with these roles decides about it. */
  public boolean isDecidedBy(Set<StaffRole> roles) {
    return roles.stream().anyMatch(role -> lists(approvers, role));
  }

  /** What may be seen, as the vault calls it, in the order of the catalogue. */
  public List<String> fields() {
    Use use = new Use(Role.STAFF, purpose, basis, Use.Act.READ);
    return Catalogue.all().stream()
        .filter(datum -> datum.about() == Role.LISTENER && datum.allows(use))
        .map(Datum::name)
        .map(name -> name.replaceFirst("\\..*", ""))
        .distinct()
        .toList();
  }
}
