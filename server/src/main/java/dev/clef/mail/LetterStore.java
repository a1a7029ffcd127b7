package dev.clef.mail;

import dev.clef.subject.SubjectId;
import dev.clef.subject.Tenant;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of letters. */
class LetterStore {

  private static final String TENANT = Tenant.DEFAULT.id();

  /** A letter of a person, as it is told to them. */
  record Waiting(String template, Instant createdAt) {}

  private final JdbcClient jdbc;

  LetterStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Queues a letter in the current transaction; attempts and claim are of no meaning yet. */
  void insert(Queued letter) {
    SubjectId subject = letter.subject();
    jdbc.sql(
            """
            insert into mail.letter (letter_id, tenant_id, user_id, template, language, sealed,
              created_at, expires_at, next_at)
            values (:id, :tenant, :user, :template, :language, :sealed, :created, :expires, :created)
            """)
        .param("id", letter.letterId())
        .param("tenant", TENANT)
        .param("user", subject == null ? null : subject.value(), Types.OTHER)
        .param("template", letter.template())
        .param("language", letter.language(), Types.VARCHAR)
        .param("sealed", letter.sealed(), Types.BINARY)
        .param("created", Timestamp.from(letter.createdAt()))
        .param("expires", Timestamp.from(letter.expiresAt()))
        .update();
  }

  /**
   * Claims the letter that is due the longest, of several the one written first: nobody else gets
   * it before {@code until}. What a worker that died had claimed comes back by itself.
   */
  Optional<Queued> claim(UUID claim, Instant now, Instant until) {
    return claim("next_at <= :now order by next_at, letter_id", claim, now, until);
  }

  /** Likewise a letter that is worth sending no more, wherever it waits. */
  Optional<Queued> claimLapsed(UUID claim, Instant now, Instant until) {
    return claim(
        "expires_at <= :now and (claim is null or next_at <= :now) order by expires_at",
        claim,
        now,
        until);
  }

  private Optional<Queued> claim(String which, UUID claim, Instant now, Instant until) {
    return jdbc.sql(
            """
            update mail.letter set claim = :claim, next_at = :until
            where letter_id = (
              select letter_id from mail.letter where %s limit 1 for update skip locked)
            returning letter_id, user_id, template, language, sealed, created_at, expires_at,
              attempts, claim
            """
                .formatted(which))
        .param("claim", claim)
        .param("now", Timestamp.from(now))
        .param("until", Timestamp.from(until))
        .query((row, n) -> {
          @Nullable UUID user = row.getObject("user_id", UUID.class);
          return new Queued(
              row.getObject("letter_id", UUID.class),
              user == null ? null : new SubjectId(user),
              row.getString("template"),
              row.getString("language"),
              row.getBytes("sealed"),
              row.getTimestamp("created_at").toInstant(),
              row.getTimestamp("expires_at").toInstant(),
              row.getInt("attempts"),
              row.getObject("claim", UUID.class));
        })
        .optional();
  }

  /** Deletes a letter in the current transaction; false when the claim was lost. */
  boolean delete(Queued letter) {
    return jdbc.sql("delete from mail.letter where letter_id = ? and claim = ?")
            .params(letter.letterId(), letter.claim())
            .update()
        == 1;
  }

  /** Gives a letter back until {@code nextAt}, after an attempt that counts. */
  void defer(Queued letter, Instant nextAt) {
    jdbc.sql(
            """
            update mail.letter set claim = null, next_at = ?, attempts = attempts + 1
            where letter_id = ? and claim = ?
            """)
        .params(Timestamp.from(nextAt), letter.letterId(), letter.claim())
        .update();
  }

  /** Gives a letter back until {@code nextAt}. */
  void release(Queued letter, Instant nextAt) {
    jdbc.sql("update mail.letter set claim = null, next_at = ? where letter_id = ? and claim = ?")
        .params(Timestamp.from(nextAt), letter.letterId(), letter.claim())
        .update();
  }

  long count() {
    return jdbc.sql("select count(*) from mail.letter").query(Long.class).single();
  }

  List<Waiting> of(SubjectId subject) {
    return jdbc.sql(
            """
            select template, created_at from mail.letter
            where tenant_id = ? and user_id = ? order by created_at
            """)
        .params(TENANT, subject.value())
        .query((row, n) ->
            new Waiting(row.getString("template"), row.getTimestamp("created_at").toInstant()))
        .list();
  }

  /** Remembers that an address was refused for good; the first time counts. */
  void mark(SubjectId subject, byte[] addressMark, Instant since) {
    jdbc.sql(
            """
            insert into mail.undeliverable as old (tenant_id, user_id, address_mark, since)
            values (:tenant, :user, :mark, :since)
            on conflict (tenant_id, user_id) do update
            set address_mark = excluded.address_mark, since = excluded.since
            where old.address_mark <> excluded.address_mark
            """)
        .param("tenant", TENANT)
        .param("user", subject.value())
        .param("mark", addressMark)
        .param("since", Timestamp.from(since))
        .update();
  }

  void unmark(SubjectId subject, byte[] addressMark) {
    jdbc.sql(
            """
            delete from mail.undeliverable
            where tenant_id = ? and user_id = ? and address_mark = ?
            """)
        .params(TENANT, subject.value(), addressMark)
        .update();
  }

  Optional<Instant> markedSince(SubjectId subject, byte[] addressMark) {
    return jdbc.sql(
            """
            select since from mail.undeliverable
            where tenant_id = ? and user_id = ? and address_mark = ?
            """)
        .params(TENANT, subject.value(), addressMark)
        .query((row, n) -> row.getTimestamp("since").toInstant())
        .optional();
  }

  /** Since when letters to a person came back, to whatever address that was. */
  Optional<Instant> markedSince(SubjectId subject) {
    return jdbc.sql("select since from mail.undeliverable where tenant_id = ? and user_id = ?")
        .params(TENANT, subject.value())
        .query((row, n) -> row.getTimestamp("since").toInstant())
        .optional();
  }

  void forget(Collection<SubjectId> subjects) {
    for (String table : List.of("letter", "undeliverable")) {
      jdbc.sql("delete from mail." + table + " where tenant_id = ? and user_id = any(?)")
          .params(TENANT, SubjectId.values(subjects))
          .update();
    }
  }
}
