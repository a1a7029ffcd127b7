package dev.clef.keys;

import dev.clef.platform.web.ProblemType;

/** The errors of the keys' own interface. */
enum KeysProblem implements ProblemType {
  EPOCH_CHANGING(409, "The epoch is being changed already."),
  KEY_CHANGING(409, "Another process is changing this key.");

  private final int status;
  private final String title;

  KeysProblem(int status, String title) {
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
