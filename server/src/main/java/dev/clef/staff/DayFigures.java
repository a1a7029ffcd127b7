package dev.clef.staff;

import java.time.LocalDate;
import java.util.Map;

/**
 * What happened on one day.
 *
 * @param day in UTC
 * @param registrations people who made an account
 * @param imported people brought in from elsewhere
 * @param signIns listeners who signed in
 * @param signInsFailed wrong names, passwords and codes, and accounts that may not sign in
 * @param reads reads of personal data by purpose; checks of credentials are counted as sign-ins
 * @param erasures people erased
 */
public record DayFigures(
    LocalDate day,
    long registrations,
    long imported,
    long signIns,
    long signInsFailed,
    Map<String, Long> reads,
    long erasures) {}
