package dev.clef.bench;

import dev.clef.keys.DataKey;
import dev.clef.keys.Envelope;
import dev.clef.keys.EnvelopeContext;
import dev.clef.platform.Randomness;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Collection;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
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

  private static final byte[] CONTEXT = new byte[64];

  private final byte[] padded = new byte[32];
  private final byte[] nonce = new byte[12];
  private final SecretKeySpec aesKey =
      new SecretKeySpec(new Randomness().bytes(DataKey.SIZE), "AES");
  private final Cipher aes = cipher();

  private static Cipher cipher() {
    try {
      return Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES-GCM", e);
    }
  }

  /** Seals and opens. */
  @Benchmark
  public byte[] sealAndOpen() {
    return envelope.open(key, context, envelope.seal(key, context, value));
  }

  /** Value, header and context of the same sizes through AES-GCM alone, keyed once: the limit. */
  @Benchmark
  public byte[] aesGcmAlone() throws GeneralSecurityException {
    nonce[0]++;
    if (nonce[0] == 0) {
      nonce[1]++; // 65,536 nonces for a key nobody uses
    }
    GCMParameterSpec parameters = new GCMParameterSpec(128, nonce.clone());
    aes.init(Cipher.ENCRYPT_MODE, aesKey, parameters);
    aes.updateAAD(CONTEXT);
    byte[] sealed = aes.doFinal(padded);
    aes.init(Cipher.DECRYPT_MODE, aesKey, parameters);
    aes.updateAAD(CONTEXT);
    return aes.doFinal(sealed);
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
    for (RunResult result : results) {
      double score = result.getPrimaryResult().getScore();
      if (result.getPrimaryResult().getLabel().equals("aesGcmAlone")) {
        Figure.plain("AES-GCM alone", score, "/s per core");
      } else {
        Figure.print("encrypt + decrypt a field", score, "/s per core", GOAL);
      }
    }
  }
}
