package dev.clef.rights;

import dev.clef.platform.web.ProblemType;

/** The errors of requests by a person. */
public enum RightsProblem implements ProblemType {
  NO_SUCH_CERTIFICATE(404, "There is no certificate under this number.");

  private final int status;
  private final String title;

  RightsProblem(int status, String title) {
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
