package dev.clef.siem;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Where events of the log are sent, as OCSF; nowhere unless it is said.
 *
 * @param file a file with one event a line
 * @param http an address that takes them
 * @param kafka a topic of Kafka
 * @param longestWait the longest pause between tries
 * @param batch the most events sent at once
 */
@ConfigurationProperties("clef.siem")
public record SiemProperties(
    @DefaultValue ToFile file,
    @DefaultValue ToHttp http,
    @DefaultValue ToKafka kafka,
    @DefaultValue("5m") Duration longestWait,
    @DefaultValue("500") int batch) {

  /**
   * A file.
   *
   * @param path none: no file
   * @param maxSize the file is put aside before it grows beyond, as {@code PATH.1}, {@code PATH.2}
   * @param keep how many are put aside
   */
  public record ToFile(
      @Nullable Path path, @DefaultValue("100MB") DataSize maxSize, @DefaultValue("10") int keep) {

    public ToFile {
      if (maxSize.toBytes() < 1024 || keep < 1 || keep > 1000) {
        throw new IllegalArgumentException(
            "clef.siem.file: max-size 1KB or more, keep from 1 to 1000");
      }
    }
  }

  /**
   * An address that takes POST with one event a line (application/x-ndjson).
   *
   * @param url none: nothing is sent. Plain HTTP to this machine only
   * @param tokenFile a file with what follows {@code Authorization: Bearer}; none: no such header
   * @param timeout how long an answer may take
   */
  public record ToHttp(
      @Nullable URI url, @Nullable Path tokenFile, @DefaultValue("10s") Duration timeout) {

    public ToHttp {
      if (url != null && !isPrivate(url)) {
        throw new IllegalArgumentException(
            "clef.siem.http.url: https, or http to 127.0.0.1 or localhost, without a password");
      }
      if (timeout.toMillis() < 1) {
        throw new IllegalArgumentException("clef.siem.http.timeout: more than 0");
      }
    }

    private static boolean isPrivate(URI url) {
      boolean here = HERE.contains(String.valueOf(url.getHost()));
      return url.getHost() != null
          && url.getUserInfo() == null
          && ("https".equals(url.getScheme()) || ("http".equals(url.getScheme()) && here));
    }
  }

  /**
   * A topic of Kafka.
   *
   * @param servers as {@code host:port}, one or more to begin with; none: nothing is sent
   * @param topic must be there
   * @param config a file with settings of a Kafka producer, such as {@code security.protocol}; read
   *     anew after a failure. Without TLS to this machine only
   * @param timeout how long a batch may take
   */
  public record ToKafka(
      @DefaultValue List<String> servers,
      @DefaultValue("clef-events") String topic,
      @Nullable Path config,
      @DefaultValue("10s") Duration timeout) {

    public ToKafka {
      servers = List.copyOf(servers);
      if (timeout.toMillis() < 1 || timeout.toMillis() > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("clef.siem.kafka.timeout: more than 0");
      }
      if (!servers.stream().allMatch(server -> server.matches("[^\\s:]+:\\d{1,5}"))) {
        throw new IllegalArgumentException("clef.siem.kafka.servers: host:port, …");
      }
    }

    /** The settings in the file, refused when they would send events in the clear. */
    Properties ofFile() throws IOException {
      Properties settings = new Properties();
      if (config != null) {
        try (Reader file = Files.newBufferedReader(config)) {
          settings.load(file);
        }
      }
      boolean here =
          servers.stream().allMatch(one -> HERE.contains(one.substring(0, one.indexOf(':'))));
      String protocol = settings.getProperty("security.protocol", "PLAINTEXT");
      if (!here && !List.of("SSL", "SASL_SSL").contains(protocol)) {
        throw new IllegalArgumentException(
            "clef.siem.kafka.config: security.protocol must be SSL or SASL_SSL, except to this"
                + " machine");
      }
      return settings;
    }
  }

  private static final Set<String> HERE = Set.of("127.0.0.1", "localhost");

  public SiemProperties {
    if (longestWait.toMillis() < 1) {
      throw new IllegalArgumentException("clef.siem.longest-wait: more than 0");
    }
    if (batch < 1 || batch > 10_000) {
      throw new IllegalArgumentException("clef.siem.batch: from 1 to 10000");
    }
  }
}
