package dev.clef.platform.web.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.http.ResponseEntity;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.method.HandlerMethod;

class TurnsTest {

  private static final Object HANDLER = new Object();

  private final Turns turns = new Turns(1);
  private final MockHttpServletResponse response = new MockHttpServletResponse();

  @Test
  void who_came_first_is_first() throws Exception {
    MockHttpServletRequest atWork = get();
    turns.preHandle(atWork, response, HANDLER);
    List<String> served = new CopyOnWriteArrayList<>();
    List<CompletableFuture<Void>> waiting =
        List.of(waiter("second", served), waiter("third", served));
    assertThat(served).isEmpty();
    turns.postHandle(atWork, response, HANDLER, null);
    CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new)).join();
    assertThat(served).containsExactly("second", "third");
  }

  @Test
  void a_failure_gives_the_turn_back_and_a_turn_is_given_back_once() throws Exception {
    MockHttpServletRequest failed = get();
    turns.preHandle(failed, response, HANDLER);
    turns.afterCompletion(failed, response, HANDLER, new IllegalStateException());
    assertThat(atOnce(get())).isTrue();
    turns.postHandle(failed, response, HANDLER, null);
    turns.afterCompletion(failed, response, HANDLER, null);
    assertThat(atOnce(get())).as("while the turn is another's").isFalse();
  }

  @Test
  void nobody_waits_for_ever() throws Exception {
    turns.preHandle(get(), response, HANDLER);
    assertThat(turns.preHandle(get(), response, HANDLER)).as("goes on without").isTrue();
  }

  @Test
  void a_form_that_is_sent_takes_no_turn() throws Exception {
    turns.preHandle(get(), response, HANDLER);
    assertThat(atOnce(new MockHttpServletRequest("POST", "/privacy/change/email"))).isTrue();
  }

  @Test
  void what_a_handler_sends_itself_takes_no_turn() throws Exception {
    Object download = new HandlerMethod(this, TurnsTest.class.getDeclaredMethod("download"));
    turns.preHandle(get(), response, download);
    assertThat(atOnce(get())).isTrue();
  }

  ResponseEntity<String> download() {
    return ResponseEntity.ok("");
  }

  /** Whether it goes on in less than the time a turn is waited for. */
  private boolean atOnce(MockHttpServletRequest request) throws Exception {
    long start = System.nanoTime();
    turns.preHandle(request, response, HANDLER);
    return System.nanoTime() - start < Turns.PATIENCE.toNanos();
  }

  private CompletableFuture<Void> waiter(String name, List<String> served) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    int before = turns.waiting();
    Thread.ofVirtual()
        .start(() -> {
          try {
            MockHttpServletRequest request = get();
            turns.preHandle(request, response, HANDLER);
            served.add(name);
            turns.postHandle(request, response, HANDLER, null);
            done.complete(null);
          } catch (InterruptedException e) {
            done.completeExceptionally(e);
          }
        });
    Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> turns.waiting() > before);
    return done;
  }

  private static MockHttpServletRequest get() {
    return new MockHttpServletRequest("GET", "/privacy");
  }
}
