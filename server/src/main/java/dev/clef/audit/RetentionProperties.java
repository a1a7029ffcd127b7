package dev.clef.audit;

import java.time.Duration;
import java.time.Period;
import java.time.YearMonth;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long entries of the log are kept, in whole months behind the month they were written in.
 *
 * @param signIn of {@link RetentionClass#SIGN_IN}
 * @param access of {@link RetentionClass#ACCESS}
 * @param request of {@link RetentionClass#REQUEST}
 * @param proof of {@link RetentionClass#PROOF}
 * @param backups how old a backup or standby of the data database may be that somebody puts back:
 *     keys of what has ended are destroyed that much later
 * @param prune whether the beginning of the tree goes when all its entries are gone
 */
@ConfigurationProperties("clef.retention")
public record RetentionProperties(
    @DefaultValue("12m") Period signIn,
    @DefaultValue("24m") Period access,
    @DefaultValue("36m") Period request,
    @DefaultValue("120m") Period proof,
    @DefaultValue("35d") Duration backups,
    @DefaultValue("true") boolean prune) {

  public RetentionProperties {
    require("sign-in", signIn, RetentionClass.SIGN_IN);
    require("access", access, RetentionClass.ACCESS);
    require("request", request, RetentionClass.REQUEST);
    require("proof", proof, RetentionClass.PROOF);
    if (backups.isNegative() || backups.toDays() > 366) {
      throw new IllegalArgumentException("clef.retention.backups: from 0s to 366d");
    }
  }

  private static void require(String name, Period time, RetentionClass of) {
    if (!Period.ofMonths((int) time.toTotalMonths()).normalized().equals(time.normalized())
        || time.toTotalMonths() < of.minimumMonths()
        || time.toTotalMonths() > of.maximumMonths()) {
      throw new IllegalArgumentException(
          "clef.retention."
              + name
              + ": whole months, from "
              + of.minimumMonths()
              + "m to "
              + of.maximumMonths()
              + "m; the reasons are in docs/operations.md");
    }
  }

  int months(RetentionClass of) {
    Period time =
        switch (of) {
          case SIGN_IN -> signIn;
          case ACCESS -> access;
          case REQUEST -> request;
          case PROOF -> proof;
        };
    return (int) time.toTotalMonths();
  }

  /** Whether entries of that month are past their time in the month {@code now}. */
  boolean isOver(YearMonth month, RetentionClass of, YearMonth now) {
    return !month.plusMonths(months(of) + 1L).isAfter(now);
  }

  /** The longest time, in months, that anything about a person is kept. */
  int longestOfPeople() {
    return Math.max(
        months(RetentionClass.SIGN_IN),
        Math.max(months(RetentionClass.ACCESS), months(RetentionClass.REQUEST)));
  }
}
