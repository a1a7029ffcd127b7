package dev.clef.staff;

import dev.clef.identity.staff.InvitationKind;
import dev.clef.identity.staff.StaffMember;
import dev.clef.identity.staff.StaffDirectory;
import dev.clef.identity.staff.StaffRole;
import dev.clef.platform.web.pages.Reader;
import dev.clef.platform.web.pages.Words;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who works here, as the console tells it.
 *
 * @param unused how many have not signed in for too long
 * @param reviewed when the list was last gone through, in words; empty before the first time
 */
public record PeoplePage(
    List<Row> members,
    List<Link> invitations,
    List<Act> changes,
    long unused,
    String reviewed) {

  /**
   * A member.
   *
   * @param own whether it is whoever looks
   * @param last the last sign-in, in words; empty when there was none
   */
  public record Row(
      UUID staffId,
      String name,
      boolean own,
      List<String> roles,
      String since,
      String last,
      int passkeys,
      String state,
      boolean sound,
      boolean unused) {}

  /** A link that waits. */
  public record Link(UUID staffId, String kind, List<String> roles, String by, String until) {}

  /** A change. */
  public record Act(Stamp at, String actor, String what, String target, List<String> roles) {}

  static PeoplePage of(
      StaffDirectory.Everybody all, StaffMember me, Words words, Reader reader) {
    Telling telling = new Telling(words, reader);
    return new PeoplePage(
        all.members().stream().map(one -> telling.row(one, me)).toList(),
        all.invitations().stream().map(telling::link).toList(),
        all.changes().stream().map(telling::act).toList(),
        all.members().stream().filter(StaffDirectory.Person::unused).count(),
        telling.date(all.reviewedAt()));
  }

  record Telling(Words words, Reader reader) {

    String say(String key) {
      return words.say(reader.language(), key);
    }

    List<String> roles(List<StaffRole> roles) {
      return roles.stream().map(role -> say("staff.role." + role.code())).toList();
    }

    private String date(@Nullable Instant at) {
      return at == null ? "" : Words.date(reader, at);
    }

    private Row row(StaffDirectory.Person one, StaffMember me) {
      return new Row(
          one.staffId(),
          one.name(),
          one.staffId().equals(me.staffId()),
          roles(one.roles()),
          date(one.since()),
          date(one.lastSignInAt()),
          one.passkeys(),
          say("staff.state." + one.state().code()),
          one.state() == StaffDirectory.State.ACTIVE,
          one.unused());
    }

    private Link link(StaffDirectory.Invitation one) {
      String by = one.invitedBy();
      return new Link(
          one.staffId(),
          say(one.kind() == InvitationKind.RENEWAL ? "staff.invitation.renewal" : "staff.invitation.new"),
          roles(one.roles()),
          by == null ? say("staff.the_operator") : by,
          Words.dateAndTime(reader, one.expiresAt()));
    }

    private Act act(StaffDirectory.Change one) {
      return new Act(
          Stamp.at(one.at(), reader),
          one.byOperator() ? say("staff.the_operator") : named(one.actor()),
          say("staff.act." + one.act().code()),
          switch (one.act()) {
            case REVIEWED -> "";
            default -> named(one.target());
          },
          roles(one.roles()));
    }

    private String named(@Nullable String name) {
      return name == null ? say("staff.nobody_here") : name;
    }
  }
}
