package dev.clef.platform.web.lanes;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/** The lanes of this process, and which of them a request belongs to. Thread-safe. */
final class Lanes {

  /** Where a request goes, and how its forms are read. */
  record Way(Lane lane, boolean parameters) {}

  private record Rule(PathPattern path, @Nullable String method, Way way) {

    boolean matches(HttpServletRequest request, PathContainer at) {
      return (method == null || method.equals(request.getMethod())) && path.matches(at);
    }
  }

  private static final Way PAGES = new Way(Lane.PAGES, false);

  private final Map<Lane, Gate> gates = new EnumMap<>(Lane.class);
  private final List<Rule> rules;

  Lanes(LaneSettings settings, Collection<LanePaths> paths, MeterRegistry meters) {
    for (Lane lane : Lane.values()) {
      LaneSettings.Size size = settings.of(lane);
      gates.put(lane, new Gate(size, new GateMeters(meters, lane), new Forecast(size.places())));
    }
    this.rules =
        paths.stream()
            .flatMap(one ->
                one.patterns().stream()
                    .map(pattern ->
                        new Rule(
                            PathPatternParser.defaultInstance.parse(pattern),
                            one.method() == null ? null : one.method().name(),
                            new Way(one.lane(), one.parameters()))))
            .toList();
  }

  /** By the same reading of the address as the one that finds what answers it. */
  Way of(HttpServletRequest request) {
    PathContainer at = PathContainer.parsePath(request.getRequestURI());
    for (Rule rule : rules) {
      if (rule.matches(request, at)) {
        return rule.way();
      }
    }
    return PAGES;
  }

  Gate gate(Lane lane) {
    return Objects.requireNonNull(gates.get(lane));
  }
}
