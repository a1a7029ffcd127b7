package dev.clef.identity.staff;

import dev.clef.platform.web.openapi.Described;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Who works here, for administrators. */
@RestController
@RequestMapping("/api/v1/staff/members")
class StaffMembersController {

  private final StaffPeople people;
  private final StaffDirectory directory;

  StaffMembersController(StaffPeople people, StaffDirectory directory) {
    this.people = people;
    this.directory = directory;
  }

  /** Everybody. */
  @Described(
      value = "Who works here, who is invited, and who changed that. Administrators.",
      problems = {"not_signed_in", "passkey_needed", "forbidden"})
  @GetMapping
  StaffDirectory.Everybody all(@AuthenticationPrincipal StaffMember me) {
    return directory.all(me);
  }

  /** Invites somebody. */
  @Described(
      value = "Invite somebody with these roles: a link that is shown this once. Administrators.",
      problems = {"not_signed_in", "forbidden", "fresh_sign_in_needed", "invalid_fields"})
  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  Link invite(@AuthenticationPrincipal StaffMember me, @RequestBody Roles wanted) {
    return Link.of(people.invite(me, roles(wanted)));
  }

  /** Withdraws a link. */
  @Described(
      value = "Withdraw a link that was not used yet. Administrators.",
      problems = {"not_signed_in", "forbidden", "fresh_sign_in_needed", "not_found"})
  @DeleteMapping("/invitations/{staffId}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void withdraw(@AuthenticationPrincipal StaffMember me, @PathVariable UUID staffId) {
    people.withdraw(me, staffId);
  }

  /** Changes roles. */
  @Described(
      value = "Give a member other roles, from their next request on. Administrators.",
      problems = {
        "not_signed_in",
        "forbidden",
        "fresh_sign_in_needed",
        "own_account",
        "invalid_fields",
        "not_found"
      })
  @PutMapping("/{staffId}/roles")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void setRoles(
      @AuthenticationPrincipal StaffMember me,
      @PathVariable UUID staffId,
      @RequestBody Roles wanted) {
    people.setRoles(me, staffId, roles(wanted));
  }

  /** A new way in. */
  @Described(
      value =
          "A new link for somebody who has lost all passkeys; sessions and passkeys end at once."
              + " Administrators.",
      problems = {"not_signed_in", "forbidden", "fresh_sign_in_needed", "own_account", "not_found"})
  @PostMapping("/{staffId}/invitation")
  @ResponseStatus(HttpStatus.CREATED)
  Link renew(@AuthenticationPrincipal StaffMember me, @PathVariable UUID staffId) {
    return Link.of(people.renew(me, staffId));
  }

  /** Ends sessions. */
  @Described(
      value = "Sign a member out of every browser; passkeys stay. Administrators.",
      problems = {"not_signed_in", "forbidden", "fresh_sign_in_needed", "own_account", "not_found"})
  @PostMapping("/{staffId}/sign-out")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void signOut(@AuthenticationPrincipal StaffMember me, @PathVariable UUID staffId) {
    people.signOut(me, staffId);
  }

  /** Ends an account. */
  @Described(
      value = "End the account of somebody who leaves, with its key. Administrators.",
      problems = {"not_signed_in", "forbidden", "fresh_sign_in_needed", "own_account", "not_found"})
  @DeleteMapping("/{staffId}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void remove(@AuthenticationPrincipal StaffMember me, @PathVariable UUID staffId) {
    people.remove(me, staffId);
  }

  /** Notes a review. */
  @Described(
      value = "Note that the list was gone through. Administrators.",
      problems = {"not_signed_in", "forbidden", "fresh_sign_in_needed"})
  @PostMapping("/review")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void review(@AuthenticationPrincipal StaffMember me) {
    people.review(me);
  }

  private static Set<StaffRole> roles(Roles wanted) {
    return StaffController.required("roles", wanted.roles());
  }

  /** What somebody is to work as. */
  record Roles(@Nullable Set<StaffRole> roles) {}

  /** The path of a link on this server, with the token in it. */
  record Link(UUID staffId, String path, Instant expiresAt) {

    static Link of(StaffAccounts.Invited invited) {
      return new Link(invited.staffId(), invited.path(), invited.expiresAt());
    }
  }
}
