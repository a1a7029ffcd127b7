package dev.clef.platform.web.lanes;

import java.time.Duration;
import java.util.Arrays;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The settings {@code clef.lanes.*}. */
@ConfigurationProperties("clef.lanes")
public record LaneSettings(
    @DefaultValue Size hashing,
    @DefaultValue Size tokens,
    @DefaultValue Size introspection,
    @DefaultValue Size pages) {

  /**
   * How large a lane is; 0 is its ordinary size, see {@link Lane}.
   *
   * @param places how many requests are served at the same time, at most 1,000
   * @param queue how many may wait for one, at most 100,000
   * @param deadline how long one may wait, from when the request has arrived; at most 30 s. Who
   *     would wait for more than half of it is refused at once
   */
  public record Size(
      @DefaultValue("0") int places,
      @DefaultValue("0") int queue,
      @DefaultValue("0s") Duration deadline) {

    /** Refuses what no lane can have. */
    public Size {
      if (places < 0 || places > 1000 || queue < 0 || queue > 100_000) {
        throw new IllegalArgumentException(
            "clef.lanes: places must be 0 to 1000, and queue 0 to 100000");
      }
      if (deadline.isNegative() || deadline.compareTo(Duration.ofSeconds(30)) > 0) {
        throw new IllegalArgumentException("clef.lanes: deadline must be 0 to 30s");
      }
    }
  }

  /** The size of a lane on this machine; nothing in it is 0. */
  Size of(Lane lane) {
    Size chosen =
        switch (lane) {
          case HASHING -> hashing;
          case TOKENS -> tokens;
          case INTROSPECTION -> introspection;
          case PAGES -> pages;
        };
    int processors = Runtime.getRuntime().availableProcessors();
    return new Size(
        chosen.places() == 0 ? lane.places(processors) : chosen.places(),
        chosen.queue() == 0 ? lane.queue() : chosen.queue(),
        chosen.deadline().isZero() ? lane.deadline() : chosen.deadline());
  }

  /** Of all lanes together: so many connections to a database they use at the same time. */
  public int allConnections() {
    return Arrays.stream(Lane.values()).mapToInt(this::connections).sum();
  }

  /** Of the lane that uses most. */
  public int mostConnections() {
    return Arrays.stream(Lane.values()).mapToInt(this::connections).max().orElseThrow();
  }

  private int connections(Lane lane) {
    return lane.connections(of(lane).places());
  }
}
