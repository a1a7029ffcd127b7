package dev.clef.siem;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * A topic of Kafka. All events have the same key, so that they are in one partition and stay in
 * order. What the brokers in sync have acknowledged counts as taken. Used by one thread at a time.
 */
final class KafkaSink implements Sink {

  private static final byte[] KEY = {'c', 'l', 'e', 'f'};

  private final SiemProperties.ToKafka settings;
  private @Nullable Producer<byte[], byte[]> producer;

  KafkaSink(SiemProperties.ToKafka settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return "kafka";
  }

  @Override
  public void take(List<byte[]> lines) throws IOException {
    try {
      Producer<byte[], byte[]> to = producer();
      List<Future<RecordMetadata>> sent =
          lines.stream()
              .map(line -> to.send(new ProducerRecord<>(settings.topic(), KEY, line)))
              .toList();
      for (Future<RecordMetadata> one : sent) {
        one.get();
      }
    } catch (KafkaException | ExecutionException e) {
      // What is still on its way would come after what is sent again.
      close();
      throw new IOException("not acknowledged", e);
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Made anew after a failure, with settings read anew. */
  private Producer<byte[], byte[]> producer() throws IOException {
    Producer<byte[], byte[]> kept = producer;
    if (kept != null) {
      return kept;
    }
    Producer<byte[], byte[]> made =
        new KafkaProducer<>(config(), new ByteArraySerializer(), new ByteArraySerializer());
    producer = made;
    return made;
  }

  private Map<String, Object> config() throws IOException {
    Map<String, Object> config = new HashMap<>();
    settings.ofFile().forEach((name, value) -> config.put(name.toString(), value));
    int timeout = (int) settings.timeout().toMillis();
    config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.servers());
    config.put(ProducerConfig.CLIENT_ID_CONFIG, "clef");
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, timeout);
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, timeout);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, timeout);
    config.put(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
    config.put(ProducerConfig.METRIC_REPORTER_CLASSES_CONFIG, "");
    return config;
  }

  @Override
  public void close() {
    Producer<byte[], byte[]> old = producer;
    producer = null;
    if (old != null) {
      old.close(Duration.ZERO);
    }
  }
}
