package dev.clef.bench;

import dev.clef.keys.DataKey;
import dev.clef.keys.Envelope;
import dev.clef.keys.EnvelopeContext;
import dev.clef.platform.Randomness;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** One field of 24 bytes sealed and opened under a person's key, on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class EnvelopeBenchmark {

  private static final double GOAL = 300_000;

  private final Envelope envelope = new Envelope(new Randomness());
  private final DataKey key = new DataKey(1, new Randomness().bytes(DataKey.SIZE));
  private final EnvelopeContext context =
      new EnvelopeContext("eu", "default", new UUID(7, 7), "given_name", 3);
  private final byte[] value = "listener@example.invalid".getBytes(StandardCharsets.UTF_8);

  /** Seals and opens. */
  @Benchmark
  public byte[] sealAndOpen() {
    return envelope.open(key, context, envelope.seal(key, context, value));
  }

  static void run() throws RunnerException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(EnvelopeBenchmark.class.getName())
                    .forks(1)
                    .warmupIterations(3)
                    .warmupTime(TimeValue.seconds(3))
                    .measurementIterations(5)
                    .measurementTime(TimeValue.seconds(3))
                    .build())
            .run();
    results.forEach(result ->
        Figure.print(
            "encrypt + decrypt a field",
            result.getPrimaryResult().getScore(),
            "/s per core",
            GOAL));
  }
}
