package dev.clef.platform.web;

/** The errors any request can meet. */
public enum CommonProblem implements ProblemType {
  MALFORMED_REQUEST(400, "The request could not be read."),
  MALFORMED_JSON(400, "The body is not the JSON this address expects."),
  UNKNOWN_FIELD(400, "The body has a field this address does not know."),
  INVALID_FIELDS(400, "Some fields are missing or wrong."),
  NOT_SIGNED_IN(401, "You need to sign in first."),
  FORBIDDEN(403, "You may not do this."),
  CROSS_SITE(403, "This request was started by another site."),
  NOT_FOUND(404, "There is nothing at this address."),
  METHOD_NOT_ALLOWED(405, "This address does not know that method."),
  NOT_ACCEPTABLE(406, "This address cannot answer in a format you accept."),
  TIMEOUT(408, "The request took too long to arrive."),
  BODY_TOO_LARGE(413, "The body is larger than this address takes."),
  ADDRESS_TOO_LONG(414, "The address is too long."),
  UNSUPPORTED_MEDIA_TYPE(415, "This address does not take a body of that type."),
  RATE_LIMITED(429, "Too many requests; wait before the next one."),
  /** Not of this client but of all: 503 would end its connection, and the next costs more. */
  BUSY(429, "Too many requests at once; try again soon."),
  HEADERS_TOO_LARGE(431, "The headers are too large."),
  UNEXPECTED(500, "Something failed on our side."),
  UNAVAILABLE(503, "The service cannot answer just now; try again soon.");

  private final int status;
  private final String title;

  CommonProblem(int status, String title) {
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

  /**
   * The problem a bare status stands for; where a status has several, the one that says least. An
   * unknown status of the 4xx is a malformed request, any other is unexpected.
   */
  public static CommonProblem ofStatus(int status) {
    for (CommonProblem problem : values()) {
      if (problem.status == status) {
        return problem;
      }
    }
    return status >= 400 && status < 500 ? MALFORMED_REQUEST : UNEXPECTED;
  }
}
