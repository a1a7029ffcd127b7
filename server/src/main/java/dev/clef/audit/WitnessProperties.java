package dev.clef.audit;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the log's witnesses.
 *
 * @param policy a file (C2SP tlog-policy) that names the witnesses with their keys and addresses
 *     and says how many cosignatures a checkpoint needs; none without it
 * @param every the shortest time between two checkpoints that witnesses are asked about, unless a
 *     receipt waits for one
 * @param timeout how long a witness may take to answer
 * @param receiptWait how long after its entry a receipt waits for witnesses
 */
@ConfigurationProperties("clef.audit.witnesses")
public record WitnessProperties(
    @Nullable Path policy,
    @DefaultValue("1s") Duration every,
    @DefaultValue("5s") Duration timeout,
    @DefaultValue("1s") Duration receiptWait) {

  public WitnessProperties {
    requireBetween("every", every, Duration.ofMillis(10), Duration.ofHours(1));
    requireBetween("timeout", timeout, Duration.ofMillis(100), Duration.ofMinutes(1));
    requireBetween("receipt-wait", receiptWait, Duration.ZERO, Duration.ofSeconds(10));
  }

  private static void requireBetween(String name, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          "clef.audit.witnesses." + name + ": between " + least + " and " + most);
    }
  }
}
