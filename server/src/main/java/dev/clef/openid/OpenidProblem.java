package dev.clef.openid;

import dev.clef.platform.web.ProblemType;

/** What is wrong with a request of an application that cannot be told to it by a redirect. */
public enum OpenidProblem implements ProblemType {
  INVALID_REQUEST(400, "The application sent you here with a request that is not right."),
  INVALID_CLIENT(400, "Nobody here knows this application."),
  NO_ISSUER(
      503, "Nobody can sign in to applications: the operator has not set clef.openid.issuer.");

  private final int status;
  private final String title;

  OpenidProblem(int status, String title) {
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
