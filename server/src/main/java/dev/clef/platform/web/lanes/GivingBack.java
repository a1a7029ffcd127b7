package dev.clef.platform.web.lanes;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;

/** An answer that gives the place back when its body begins: a slow reader holds none. */
final class GivingBack extends HttpServletResponseWrapper {

  private final Place place;

  GivingBack(HttpServletResponse response, Place place) {
    super(response);
    this.place = place;
  }

  @Override
  public ServletOutputStream getOutputStream() throws IOException {
    place.close();
    return super.getOutputStream();
  }

  @Override
  public PrintWriter getWriter() throws IOException {
    place.close();
    return super.getWriter();
  }
}
