package dev.clef.audit;

import dev.clef.platform.web.ProblemType;

/** The errors of the log. */
public enum LogProblem implements ProblemType {
  ENTRY_EXPIRED(410, "The time this entry was to be kept is over; what it said is destroyed."),
  PRUNED(410, "This part of the log is pruned: the time its entries were to be kept is over."),
  LOG_RESTORED(503, "The log was restored from a backup and signs nothing until that is settled.");

  private final int status;
  private final String title;

  LogProblem(int status, String title) {
    this.status = status;
    this.title = title;
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public String title() {
    return title;
  }
}
