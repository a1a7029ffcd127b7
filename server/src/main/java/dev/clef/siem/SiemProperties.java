package dev.clef.siem;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Where events of the log are sent, as OCSF; nowhere unless it is said.
 *
 * @param file a file with one event a line
 * @param http an address that takes them
 * @param batch the most events sent at once
 */
@ConfigurationProperties("clef.siem")
public record SiemProperties(
    @DefaultValue ToFile file, @DefaultValue ToHttp http, @DefaultValue("500") int batch) {

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
   * @param longestWait the longest pause between tries
   */
  public record ToHttp(
      @Nullable URI url,
      @Nullable Path tokenFile,
      @DefaultValue("10s") Duration timeout,
      @DefaultValue("5m") Duration longestWait) {

    public ToHttp {
      if (url != null && !isPrivate(url)) {
        throw new IllegalArgumentException(
            "clef.siem.http.url: https, or http to 127.0.0.1 or localhost, without a password");
      }
      if (timeout.toMillis() < 1 || longestWait.toMillis() < 1) {
        throw new IllegalArgumentException("clef.siem.http: timeout, longest-wait: more than 0");
      }
    }

    private static boolean isPrivate(URI url) {
      boolean here = "127.0.0.1".equals(url.getHost()) || "localhost".equals(url.getHost());
      return url.getHost() != null
          && url.getUserInfo() == null
          && ("https".equals(url.getScheme()) || ("http".equals(url.getScheme()) && here));
    }
  }

  public SiemProperties {
    if (batch < 1 || batch > 10_000) {
      throw new IllegalArgumentException("clef.siem.batch: from 1 to 10000");
    }
  }
}
