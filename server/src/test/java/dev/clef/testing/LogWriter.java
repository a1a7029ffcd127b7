package dev.clef.testing;

import dev.clef.ClefApplication;
import dev.clef.audit.AuditEvent;
import dev.clef.audit.AuditLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A server that appends to its log as fast as it can, in batches and one by one, and writes the
 * identifiers of what was committed into a file. To be killed.
 */
public final class LogWriter {

  /** The system property that names the file. */
  public static final String FILE = "clef.test.acknowledged";

  private static final int BATCH = 250;
  private static final int WRITERS = 2;

  private final AuditLog log;
  private final TransactionTemplate transaction;
  private final Path file;

  private LogWriter(ConfigurableApplicationContext clef) {
    log = clef.getBean(AuditLog.class);
    transaction = clef.getBean(TransactionTemplate.class);
    file = Path.of(System.getProperty(FILE));
  }

  public static void main(String[] args) {
    LogWriter writer = new LogWriter(SpringApplication.run(ClefApplication.class, args));
    for (int i = 0; i < WRITERS; i++) {
      Thread.ofPlatform().start(() -> writer.appendForEver(BATCH));
    }
    Thread.ofPlatform().start(() -> writer.appendForEver(1));
  }

  private void appendForEver(int batch) {
    while (true) {
      List<AuditLog.Prepared> entries = new ArrayList<>(batch);
      for (int i = 0; i < batch; i++) {
        entries.add(log.prepare(AuditEvent.service("test.filler"), null, Map.of()));
      }
      transaction.executeWithoutResult(status -> log.append(entries));
      acknowledge(entries);
    }
  }

  private synchronized void acknowledge(List<AuditLog.Prepared> entries) {
    String lines =
        entries.stream().map(entry -> entry.entryId() + "\n").collect(Collectors.joining());
    try {
      Files.write(
          file,
          lines.getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
