package dev.clef.staff;

import dev.clef.audit.LogFigures;
import dev.clef.audit.timestamps.Timestamps;
import dev.clef.identity.Accounts;
import dev.clef.identity.imports.ImportHistory;
import dev.clef.rights.ErasureFigures;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** The figures of the operator's home. Opens no personal data, so it leaves no entry. */
public final class Overview {

  private static final int DAYS = 30;

  private final Accounts accounts;
  private final LogFigures log;
  private final Timestamps timestamps;
  private final ErasureFigures erasures;
  private final ImportHistory imports;
  private final Machine machine;
  private final Clock clock;

  Overview(
      Accounts accounts,
      LogFigures log,
      Timestamps timestamps,
      ErasureFigures erasures,
      ImportHistory imports,
      Machine machine,
      Clock clock) {
    this.accounts = accounts;
    this.log = log;
    this.timestamps = timestamps;
    this.erasures = erasures;
    this.imports = imports;
    this.machine = machine;
    this.clock = clock;
  }

  /** The figures now; counting the people reads all accounts once. */
  public OverviewFigures now() {
    Instant now = clock.instant();
    LocalDate first = LocalDate.ofInstant(now, ZoneOffset.UTC).minusDays(DAYS - 1L);
    HealthFigures health = machine.health();
    return new OverviewFigures(
        now,
        accounts.countByStatus(),
        Days.of(first, DAYS, log.since(first)),
        erasures.since(now.minus(Duration.ofDays(DAYS))),
        log.state(),
        timestamps.state(),
        imports.recent(),
        health,
        machine.system(health));
  }
}
