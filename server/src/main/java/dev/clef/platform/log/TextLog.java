package dev.clef.platform.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.springframework.boot.logging.structured.StructuredLogFormatter;

/** A line for people: time, level, logger, message; masked. Made by Spring Boot by name. */
public final class TextLog implements StructuredLogFormatter<ILoggingEvent> {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  @Override
  public String format(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(160);
    line.append(TIME.format(Instant.ofEpochMilli(event.getTimeStamp())))
        .append(' ')
        .append(event.getLevel())
        .append(' ')
        .append(shortName(event.getLoggerName()))
        .append(" : ")
        .append(Redaction.mask(String.valueOf(event.getFormattedMessage())))
        .append('\n');
    if (event.getThrowableProxy() != null) {
      line.append(Redaction.mask(ThrowableProxyUtil.asString(event.getThrowableProxy())));
    }
    return line.toString();
  }

  private static String shortName(String logger) {
    return logger.substring(logger.lastIndexOf('.') + 1);
  }
}
