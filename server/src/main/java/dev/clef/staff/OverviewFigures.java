package dev.clef.staff;

import dev.clef.audit.LogFigures;
import dev.clef.audit.timestamps.Timestamps;
import dev.clef.identity.imports.ImportJob;
import dev.clef.rights.ErasureFigures;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The operator's home in numbers, about nobody in particular.
 *
 * @param at when they were taken
 * @param people by status: active, disabled, awaiting_parent, erased
 * @param days the last 30, today last; some seconds behind, see {@link LogFigures.State#counted}
 * @param time whether others prove when the log was how big
 * @param imports the newest 50; one without an end is running or waits to be continued
 */
public record OverviewFigures(
    Instant at,
    Map<String, Long> people,
    List<DayFigures> days,
    ErasureFigures.Erased erasures,
    LogFigures.State log,
    Timestamps.State time,
    List<ImportJob> imports,
    HealthFigures health,
    SystemFigures system) {}
