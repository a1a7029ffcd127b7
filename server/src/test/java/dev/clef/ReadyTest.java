package dev.clef;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.identity.staff.StaffAccounts;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Operator;
import dev.clef.testing.Running;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ClefServer
class ReadyTest {

  private final Running clef;
  private final StaffAccounts staff;
  private final Ready ready;

  @Autowired
  ReadyTest(Running clef, StaffAccounts staff, Ready ready) {
    this.clef = clef;
    this.staff = staff;
    this.ready = ready;
  }

  /** Requests are answered a moment before the start is announced. */
  @Test
  void a_link_asked_for_before_the_announcement_outlives_it() {
    clef.data().update("delete from identity.staff_account");
    clef.clock().advance(Duration.ofMinutes(10)); // past every rate limit
    String token = staff.newSetupToken().orElseThrow().expose();
    ready.announce();
    assertThat(clef.client().post("/api/v1/staff/setup", Operator.entered(token)).status())
        .isEqualTo(200);
  }
}
