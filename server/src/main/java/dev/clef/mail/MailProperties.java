package dev.clef.mail;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The mail server letters are handed to.
 *
 * @param host none: no letters are written, or in trial mode they are shown at {@code /trial/mail}
 * @param port none: 587 with STARTTLS, 465 with TLS, 25 without either
 * @param security without TLS to this machine only
 * @param from the address letters come from, and to which refusals return
 * @param fromName the name beside it
 * @param username none: the mail server asks for nothing
 * @param passwordFile a file that only its owner may read, read at every connection
 * @param certificates PEM file of the authorities to trust instead of those of the JVM
 * @param site where the pages are, as letters say it; none: they say it in words
 * @param timeout for connecting and writing
 * @param answerTimeout for each answer; that to the end of a letter may take 10 minutes (RFC 5321
 *     §4.5.3.2.6), and whoever hangs up earlier sends it twice
 * @param workers letters sent at the same time by this node
 * @param attempts after so many a letter is given up
 * @param firstWait between the first two attempts; then twice as long each time
 * @param longestWait never longer than this
 * @param keep a letter without a code is worth sending so long
 * @param catchAll shows letters instead of sending them: in trial mode only, and by default there
 */
@ConfigurationProperties("clef.mail")
public record MailProperties(
    @Nullable String host,
    @Nullable Integer port,
    @DefaultValue("starttls") Security security,
    @Nullable String from,
    @DefaultValue("Clef") String fromName,
    @Nullable String username,
    @Nullable Path passwordFile,
    @Nullable Path certificates,
    @Nullable URI site,
    @DefaultValue("20s") Duration timeout,
    @DefaultValue("10m") Duration answerTimeout,
    @DefaultValue("2") int workers,
    @DefaultValue("20") int attempts,
    @DefaultValue("30s") Duration firstWait,
    @DefaultValue("1h") Duration longestWait,
    @DefaultValue("3d") Duration keep,
    @Nullable Boolean catchAll) {

  /** How the connection is protected. */
  public enum Security {
    /** TLS asked for in the open connection (RFC 3207), and insisted on. */
    STARTTLS(587),
    /** TLS from the first byte (RFC 8314). */
    TLS(465),
    NONE(25);

    private final int port;

    Security(int port) {
      this.port = port;
    }
  }

  private static final Set<String> HERE = Set.of("127.0.0.1", "localhost", "::1");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:-]{1,253}");
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]");
  private static final Duration SECOND = Duration.ofSeconds(1);

  public MailProperties {
    if (host != null && !host.isEmpty()) {
      require(HOST.matcher(host).matches(), "host: the name of a mail server");
      require(from != null && !from.isEmpty(), "from: the address letters come from");
      require(
          security != Security.NONE || HERE.contains(host),
          "security: starttls or tls, except to this machine");
    }
    require(from == null || from.isEmpty() || isAddress(from), "from: an address, without a name");
    require(
        fromName.length() <= 60 && !CONTROL.matcher(fromName).find(),
        "from-name: one line of 60 characters");
    require(port == null || (port > 0 && port < 65536), "port: from 1 to 65535");
    require(
        (username == null) == (passwordFile == null), "username, password-file: both or neither");
    require(site == null || isSite(site), "site: https, without a query");
    require(timeout.compareTo(SECOND) >= 0 && timeout.toMinutes() <= 5, "timeout: from 1s to 5m");
    require(
        answerTimeout.compareTo(SECOND) >= 0 && answerTimeout.toMinutes() <= 60,
        "answer-timeout: from 1s to 60m");
    require(workers >= 1 && workers <= 32, "workers: from 1 to 32");
    require(attempts >= 1 && attempts <= 100, "attempts: from 1 to 100");
    require(firstWait.compareTo(SECOND) >= 0, "first-wait: 1s or more");
    require(longestWait.compareTo(firstWait) >= 0, "longest-wait: first-wait or more");
    require(keep.toMinutes() >= 1 && keep.toDays() <= 30, "keep: from 1m to 30d");
  }

  /** Whether letters go to a mail server. */
  boolean hasServer() {
    return host != null && !host.isEmpty();
  }

  boolean isHere() {
    return host != null && HERE.contains(host);
  }

  int serverPort() {
    return port == null ? security.port : port;
  }

  /** The pause after so many attempts, from 1. */
  Duration waitAfter(int tries) {
    Duration wait = firstWait.multipliedBy(1L << Math.min(tries - 1, 20));
    return wait.compareTo(longestWait) > 0 ? longestWait : wait;
  }

  /** The pause of a letter of this age whose attempts do not count. */
  Duration waitAtAge(Duration age) {
    if (age.compareTo(firstWait) < 0) {
      return firstWait;
    }
    return age.compareTo(longestWait) > 0 ? longestWait : age;
  }

  /** Longer than a sending takes: connecting, a dozen answers, and one that takes its time. */
  Duration lease() {
    return timeout.multipliedBy(15).plus(answerTimeout);
  }

  private static boolean isAddress(String from) {
    return MailAddress.of(from).filter(address -> address.value().equals(from)).isPresent()
        && from.chars().allMatch(c -> c < 128);
  }

  private static boolean isSite(URI site) {
    String host = String.valueOf(site.getHost()).toLowerCase(Locale.ROOT);
    return site.getHost() != null
        && site.getUserInfo() == null
        && site.getQuery() == null
        && site.getFragment() == null
        && ("https".equals(site.getScheme())
            || ("http".equals(site.getScheme()) && HERE.contains(host)));
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException("clef.mail." + what);
    }
  }
}
