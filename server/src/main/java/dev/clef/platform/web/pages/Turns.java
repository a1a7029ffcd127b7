package dev.clef.platform.web.pages;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.ModelAndView;

/**
 * Lets pages look up what they show a few at a time, in the order they came. Without it each step
 * of each request queues behind the steps of all others: as many pages a second, but the unlucky
 * ones take twice as long. Nobody waits for a turn longer than {@link #PATIENCE}: it is about
 * fairness, not protection. Sending is not part of a turn, or slow readers would hold them: a page
 * is sent after its turn, and what a handler sends itself takes none.
 */
final class Turns implements HandlerInterceptor {

  static final Duration PATIENCE = Duration.ofMillis(250);

  private static final String ATTRIBUTE = Turns.class.getName();

  /** Enough to keep a processor busy while others wait for the databases. */
  private static final int EACH_PROCESSOR = 3;

  private static final int FEWEST = 4;

  private final Semaphore turns;

  /** At most {@code count} at a time. */
  Turns(int count) {
    turns = new Semaphore(count, true);
  }

  static Turns ofThisMachine() {
    return new Turns(Math.max(FEWEST, EACH_PROCESSOR * Runtime.getRuntime().availableProcessors()));
  }

  /** How many wait for theirs. */
  int waiting() {
    return turns.getQueueLength();
  }

  @Override
  public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
      throws InterruptedException {
    if (HttpMethod.GET.matches(request.getMethod())
        && !sendsItself(handler)
        && turns.tryAcquire(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
      request.setAttribute(ATTRIBUTE, true);
    }
    return true;
  }

  private static boolean sendsItself(Object handler) {
    return handler instanceof HandlerMethod method
        && HttpEntity.class.isAssignableFrom(method.getReturnType().getParameterType());
  }

  @Override
  public void postHandle(
      HttpServletRequest request,
      HttpServletResponse response,
      Object handler,
      @Nullable ModelAndView view) {
    release(request);
  }

  @Override
  public void afterCompletion(
      HttpServletRequest request,
      HttpServletResponse response,
      Object handler,
      @Nullable Exception failure) {
    release(request);
  }

  private void release(HttpServletRequest request) {
    if (request.getAttribute(ATTRIBUTE) != null) {
      request.removeAttribute(ATTRIBUTE);
      turns.release();
    }
  }
}
