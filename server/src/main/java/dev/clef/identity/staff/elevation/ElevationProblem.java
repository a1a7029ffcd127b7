package dev.clef.identity.staff.elevation;

import dev.clef.platform.web.ProblemType;

/** The errors of elevations. */
public enum ElevationProblem implements ProblemType {
  NOBODY_FOUND(404, "Nobody is known by exactly this."),
  OWN_ELEVATION(403, "Somebody else has to decide about this."),
  ELEVATION_SETTLED(409, "This has been settled already."),
  ELEVATION_NOT_OPEN(403, "There is no open elevation of yours in this session."),
  BREAK_GLASS_UNREVIEWED(409, "Your last emergency access has to be reviewed first.");

  private final int status;
  private final String title;

  ElevationProblem(int status, String title) {
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
