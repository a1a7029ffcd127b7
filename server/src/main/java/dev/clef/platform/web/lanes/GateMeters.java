package dev.clef.platform.web.lanes;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** What is measured of one lane: {@code clef.lane.*} with its name. */
final class GateMeters {

  private static final String TAG = "lane";

  private final MeterRegistry registry;
  private final String code;
  private final Counter refused;
  private final Timer wait;

  GateMeters(MeterRegistry registry, Lane lane) {
    this.registry = registry;
    this.code = lane.code();
    this.refused = registry.counter("clef.lane.refused", TAG, code);
    this.wait = registry.timer("clef.lane.wait", TAG, code);
  }

  void show(Gate gate) {
    Gauge.builder("clef.lane.running", gate, Gate::running).tag(TAG, code).register(registry);
    Gauge.builder("clef.lane.waiting", gate, Gate::waiting).tag(TAG, code).register(registry);
  }

  void refused() {
    refused.increment();
  }

  void waited(long nanos) {
    wait.record(nanos, TimeUnit.NANOSECONDS);
  }
}
