package dev.clef.audit;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the transparency log.
 *
 * @param origin the log's name in checkpoints (C2SP tlog-checkpoint: a schema-less URL); fixed at
 *     first start
 * @param interval the longest an appended entry waits for its checkpoint while the sequencer is
 *     idle
 * @param batch the most entries taken into the tree in one transaction
 */
@ConfigurationProperties("clef.audit")
public record AuditProperties(
    @DefaultValue("localhost/clef/log") String origin,
    @DefaultValue("100ms") Duration interval,
    @DefaultValue("4096") int batch) {

  /** The name of a log of invented people: nobody takes a proof from it for a real one. */
  static final String DEMO_ORIGIN = "demo.invalid/clef/log";

  /** The same settings for a log of invented people. */
  AuditProperties ofDemo() {
    return new AuditProperties(DEMO_ORIGIN, interval, batch);
  }

  public AuditProperties {
    if (!isOrigin(origin)) {
      throw new IllegalArgumentException(
          "clef.audit.origin: 1 to 200 of letters, digits and . _ / -");
    }
    if (interval.toMillis() < 1 || interval.compareTo(Duration.ofSeconds(1)) > 0) {
      throw new IllegalArgumentException("clef.audit.interval: between 1 ms and 1 s");
    }
    if (batch < 1 || batch > 65_536) {
      throw new IllegalArgumentException("clef.audit.batch: between 1 and 65536");
    }
  }

  static boolean isOrigin(String name) {
    return name.matches("[A-Za-z0-9._/-]{1,200}");
  }
}
