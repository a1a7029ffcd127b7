package dev.clef.platform.web.lanes;

import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.ProblemWriter;
import dev.clef.platform.web.WebSettings;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Gives each request a place in its lane, or refuses it before anybody has looked at who sends it
 * and what it says: a refusal holds no connection, counts as no attempt, and takes the same time
 * for everybody.
 *
 * <p>A place is for working an answer out. A request takes one when it has arrived whole, and gives
 * it back when sending begins, so neither slow writers nor slow readers hold any.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 20) // behind the filter that bounds bodies
final class LaneFilter extends OncePerRequestFilter {

  private final Lanes lanes;
  private final ProblemWriter writer;
  private final int wholeBytes;

  LaneFilter(Lanes lanes, ProblemWriter writer, WebSettings settings) {
    this.lanes = lanes;
    this.writer = writer;
    this.wholeBytes = Math.toIntExact(settings.bodyLimit().toBytes());
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Lanes.Way way = lanes.of(request);
    Gate gate = lanes.gate(way.lane());
    HttpServletRequest whole;
    Place place;
    try {
      gate.look();
      whole = WholeRequest.await(request, way.parameters(), wholeBytes);
      place = gate.enter(System.nanoTime());
    } catch (LaneFull full) {
      writer.write(request, response, Problem.retryAfter(CommonProblem.BUSY, full.retryAfter()));
      return;
    }
    try {
      within(place, () -> chain.doFilter(whole, new GivingBack(response, place)));
    } finally {
      if (request.isAsyncStarted()) {
        request.getAsyncContext().addListener(new AtTheEnd(place));
      } else {
        place.close();
      }
    }
  }

  private interface Work {
    void run() throws ServletException, IOException;
  }

  private static void within(Place place, Work work) throws ServletException, IOException {
    try {
      ScopedValue.where(Place.CURRENT, place)
          .call(() -> {
            work.run();
            return place;
          });
    } catch (ServletException | IOException | RuntimeException known) {
      throw known;
    } catch (Exception e) {
      // The call of a scoped value declares any; the work in it only those above.
      throw new IllegalStateException("a filter threw what it does not declare", e);
    }
  }

  /** What goes on elsewhere gives its place back when it ends, however that is. */
  private record AtTheEnd(Place place) implements AsyncListener {

    @Override
    public void onComplete(AsyncEvent event) {
      place.close();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      place.close();
    }

    @Override
    public void onError(AsyncEvent event) {
      place.close();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
      event.getAsyncContext().addListener(this);
    }
  }
}
