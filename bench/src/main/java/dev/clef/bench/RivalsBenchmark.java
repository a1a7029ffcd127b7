package dev.clef.bench;

import com.amazonaws.encryptionsdk.AwsCrypto;
import com.amazonaws.encryptionsdk.CommitmentPolicy;
import com.amazonaws.encryptionsdk.CryptoAlgorithm;
import com.amazonaws.encryptionsdk.jce.JceMasterKey;
import dev.clef.keys.DataKey;
import dev.clef.keys.Envelope;
import dev.clef.keys.EnvelopeContext;
import dev.clef.platform.Randomness;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
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

/**
 * 1 KiB encrypted and decrypted by Clef's envelope, by the committing suite of the AWS Encryption
 * SDK without signature, and by BouncyCastle's AES-256-GCM, which binds nothing and commits to
 * nothing. One thread, one run.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class RivalsBenchmark {

  private static final double GOAL_AWS = 10;
  private static final double GOAL_BOUNCY_CASTLE = 5;
  private static final int GCM_TAG_BITS = 128;
  private static final byte[] CONTEXT = new byte[64];

  private final Randomness randomness = new Randomness();
  private final byte[] value = randomness.bytes(1024);
  private final byte[] keyBytes = randomness.bytes(DataKey.SIZE);
  private final Envelope envelope = new Envelope(randomness);
  private final DataKey key = new DataKey(1, keyBytes);
  private final EnvelopeContext context =
      new EnvelopeContext("eu", "default", new UUID(7, 7), "given_name", 3);
  private final AwsCrypto aws =
      AwsCrypto.builder()
          .withCommitmentPolicy(CommitmentPolicy.RequireEncryptRequireDecrypt)
          .withEncryptionAlgorithm(CryptoAlgorithm.ALG_AES_256_GCM_HKDF_SHA512_COMMIT_KEY)
          .build();
  private final JceMasterKey awsKey =
      JceMasterKey.getInstance(
          new SecretKeySpec(keyBytes, "AES"), "clef", "bench", "AES/GCM/NoPadding");
  private final Map<String, String> awsContext =
      Map.of("region", "eu", "tenant", "default", "person", "7", "field", "given_name");

  /** Ours. */
  @Benchmark
  public byte[] clef() {
    return envelope.open(key, context, envelope.seal(key, context, value));
  }

  /** The committing suite 0x0478 of the AWS Encryption SDK for Java. */
  @Benchmark
  public byte[] awsEncryptionSdk() {
    byte[] sealed = aws.encryptData(awsKey, value, awsContext).getResult();
    return aws.decryptData(awsKey, sealed).getResult();
  }

  /** AES-256-GCM of BouncyCastle. */
  @Benchmark
  public byte[] bouncyCastle() throws InvalidCipherTextException {
    byte[] nonce = randomness.bytes(12);
    return gcm(false, nonce, gcm(true, nonce, value));
  }

  private byte[] gcm(boolean encrypt, byte[] nonce, byte[] in) throws InvalidCipherTextException {
    var cipher = GCMBlockCipher.newInstance(AESEngine.newInstance());
    cipher.init(
        encrypt, new AEADParameters(new KeyParameter(keyBytes), GCM_TAG_BITS, nonce, CONTEXT));
    byte[] out = new byte[cipher.getOutputSize(in.length)];
    int length = cipher.processBytes(in, 0, in.length, out, 0);
    cipher.doFinal(out, length);
    return out;
  }

  static void run() throws RunnerException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(RivalsBenchmark.class.getName())
                    .forks(1)
                    .warmupIterations(4)
                    .warmupTime(TimeValue.seconds(5))
                    .measurementIterations(5)
                    .measurementTime(TimeValue.seconds(3))
                    .build())
            .run();
    Map<String, Double> rates = new HashMap<>();
    results.forEach(result ->
        rates.put(result.getPrimaryResult().getLabel(), result.getPrimaryResult().getScore()));
    double ours = rates.getOrDefault("clef", 0.0);
    rates.forEach((name, rate) -> Figure.plain("1 KiB, " + name, rate, "/s per core"));
    Figure.print(
        "times the AWS Encryption SDK",
        ours / rates.getOrDefault("awsEncryptionSdk", 1.0),
        "",
        GOAL_AWS);
    Figure.print(
        "times BouncyCastle",
        ours / rates.getOrDefault("bouncyCastle", 1.0),
        "",
        GOAL_BOUNCY_CASTLE);
  }
}
