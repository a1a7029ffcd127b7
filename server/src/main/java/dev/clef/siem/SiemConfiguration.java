package dev.clef.siem;

import dev.clef.audit.EventFeed;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the streams that are set. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SiemProperties.class)
class SiemConfiguration {

  @Bean
  Streams siemStreams(
      EventFeed feed, DataSource dataSource, SiemProperties properties, MeterRegistry meters)
      throws IOException {
    List<Exporter> exporters = new ArrayList<>();
    for (Sink sink : sinks(properties)) {
      exporters.add(
          new Exporter(feed, sink, dataSource, properties.batch(), properties.longestWait()));
    }
    return new Streams(exporters, meters);
  }

  private static List<Sink> sinks(SiemProperties properties) throws IOException {
    List<Sink> sinks = new ArrayList<>();
    SiemProperties.ToFile file = properties.file();
    if (file.path() != null) {
      sinks.add(new FileSink(file.path(), file.maxSize().toBytes(), file.keep()));
    }
    SiemProperties.ToHttp http = properties.http();
    if (http.url() != null) {
      HttpClient client = HttpClient.newBuilder().connectTimeout(http.timeout()).build();
      sinks.add(new HttpSink(client, http.url(), http.tokenFile(), http.timeout()));
    }
    if (!properties.kafka().servers().isEmpty()) {
      properties.kafka().ofFile(); // refused before anything is sent
      sinks.add(new KafkaSink(properties.kafka()));
    }
    return sinks;
  }

  /** Keeps the streams going, each on a thread of its own: a server may be slow. */
  static final class Streams implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Streams.class);

    private record Running(Exporter exporter, AtomicLong behind) {}

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final List<Running> running;
    private volatile boolean started;

    Streams(List<Exporter> exporters, MeterRegistry meters) {
      this.running = exporters.stream().map(it -> new Running(it, new AtomicLong())).toList();
      for (Running stream : running) {
        Gauge.builder("clef.siem.behind", stream.behind(), AtomicLong::get)
            .description("entries of the log that the SIEM has not taken yet")
            .tag("stream", stream.exporter().stream())
            .register(meters);
      }
    }

    @Override
    public void start() {
      started = true;
      for (Running stream : running) {
        Thread.ofVirtual()
            .name("clef-siem-" + stream.exporter().stream())
            .start(() -> keepGoing(stream));
      }
    }

    private void keepGoing(Running stream) {
      while (started) {
        try {
          stream.exporter().run();
        } catch (RuntimeException e) { // the stream must live; the exporter has said it
          LOG.debug("tried again in a second", e);
        }
        measure(stream);
        LockSupport.parkNanos(PAUSE.toNanos());
      }
      stream.exporter().close();
    }

    private static void measure(Running stream) {
      try {
        stream.behind().set(stream.exporter().behind());
      } catch (RuntimeException e) {
        LOG.debug("the database is away", e);
      }
    }

    @Override
    public void stop() {
      started = false;
    }

    @Override
    public boolean isRunning() {
      return started;
    }
  }
}
