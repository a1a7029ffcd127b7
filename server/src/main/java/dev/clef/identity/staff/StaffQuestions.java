package dev.clef.identity.staff;

import dev.clef.identity.PasskeyQuestion;
import dev.clef.identity.credentials.TokenHash;
import dev.clef.keys.Handover;
import dev.clef.platform.Randomness;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Questions that are answered by signing: each is random, for one purpose, for one session where
 * there is one, and good once. It travels sealed; only that it was answered is remembered.
 * Thread-safe.
 */
class StaffQuestions {

  /** What is asked. The names are part of what is sealed. */
  enum Purpose {
    SIGN_IN("staff-passkey-sign-in", PasskeyQuestion.TIME),
    ADD_PASSKEY("staff-passkey-add", PasskeyQuestion.TIME),
    PROOF("staff-session-proof", Duration.ofMinutes(1));

    private final String code;
    private final Duration time;

    Purpose(String code, Duration time) {
      this.code = code;
      this.time = time;
    }
  }

  /**
   * A question.
   *
   * @param sealed comes back with the answer
   */
  record Question(String sealed, byte[] challenge) {}

  private static final String NO_SESSION = "-";

  private final JdbcClient jdbc;
  private final Handover handover;
  private final Randomness randomness;
  private final Clock clock;

  StaffQuestions(JdbcClient jdbc, Handover handover, Randomness randomness, Clock clock) {
    this.jdbc = jdbc;
    this.handover = handover;
    this.randomness = randomness;
    this.clock = clock;
  }

  Question ask(Purpose purpose, @Nullable UUID sessionId) {
    byte[] challenge = randomness.bytes(PasskeyQuestion.CHALLENGE_BYTES);
    String text =
        Base64.getUrlEncoder().withoutPadding().encodeToString(challenge) + " " + of(sessionId);
    return new Question(handover.seal(purpose.code, text, purpose.time), challenge);
  }

  /** The challenge that was asked; empty when it is too old, or was asked of somebody else. */
  Optional<byte[]> asked(Purpose purpose, @Nullable UUID sessionId, String sealed) {
    return handover
        .open(purpose.code, sealed)
        .map(text -> text.split(" ", 2))
        .filter(parts -> parts.length == 2 && parts[1].equals(of(sessionId)))
        .map(parts -> Base64.getUrlDecoder().decode(parts[0]));
  }

  private static String of(@Nullable UUID sessionId) {
    return sessionId == null ? NO_SESSION : sessionId.toString();
  }

  /** Uses a challenge up; false when it was already. */
  boolean use(Purpose purpose, byte[] challenge) {
    return jdbc.sql(
                """
                insert into identity.staff_used_challenge (challenge_digest, expires_at)
                values (?, ?) on conflict do nothing
                """)
            .params(
                TokenHash.of(challenge),
                Timestamp.from(clock.instant().plus(purpose.time.multipliedBy(2))))
            .update()
        == 1;
  }

  @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT1M")
  void deleteExpired() {
    jdbc.sql("delete from identity.staff_used_challenge where expires_at <= ?")
        .param(Timestamp.from(clock.instant()))
        .update();
  }
}
