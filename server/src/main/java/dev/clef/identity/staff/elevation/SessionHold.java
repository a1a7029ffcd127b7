package dev.clef.identity.staff.elevation;

import dev.clef.identity.staff.StaffMember;
import dev.clef.identity.staff.StaffRole;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Holds somebody's role and session still while they act. */
final class SessionHold {

  private SessionHold() {}

  /**
   * Until the end of the current transaction. The account first, as those do who take roles away
   * and end sessions.
   *
   * @return false when the session is over, or its holder has none of these roles any more
   */
  static boolean of(JdbcClient jdbc, StaffMember me, List<StaffRole> as) {
    return isThere(
            jdbc,
            "select 1 from identity.staff_account where staff_id = ? and roles && ?::text[]",
            me.staffId(),
            codes(as))
        && isThere(
            jdbc,
            "select 1 from identity.staff_session where staff_id = ? and session_id = ?",
            me.staffId(),
            me.sessionId());
  }

  static String[] codes(List<StaffRole> roles) {
    return roles.stream().map(StaffRole::code).toArray(String[]::new);
  }

  private static boolean isThere(JdbcClient jdbc, String select, Object... parameters) {
    return jdbc.sql(select + " for share")
        .params(parameters)
        .query(Integer.class)
        .optional()
        .isPresent();
  }
}
