package dev.clef.platform.db;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.springframework.jdbc.datasource.DataSourceUtils;

/**
 * Rows for {@code COPY … FROM STDIN (FORMAT binary)}: the way to write thousands of rows a second.
 * Not thread-safe; made for one statement.
 *
 * <p>Format: PostgreSQL documentation, COPY, "Binary Format".
 */
public final class BinaryCopy {

  private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', -1, '\r', '\n', 0};
  private static final int TEXT_OID = 25;
  private static final long POSTGRES_EPOCH_SECONDS = 946_684_800;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
  private final DataOutputStream out = new DataOutputStream(bytes);
  private int rows;

  public BinaryCopy() {
    write(() -> {
      out.write(SIGNATURE);
      out.writeInt(0);
      out.writeInt(0);
    });
  }

  /**
   * Begins a row of {@code columns} columns; the column methods follow in the order of the
   * statement.
   */
  public BinaryCopy row(int columns) {
    rows++;
    return write(() -> out.writeShort(columns));
  }

  /** A {@code text} or {@code jsonb}-free character column. */
  public BinaryCopy text(@Nullable String value) {
    return bytes(value == null ? null : value.getBytes(StandardCharsets.UTF_8));
  }

  /** A {@code jsonb} column; the version byte of its wire format stands before the text. */
  public BinaryCopy json(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    return write(() -> {
      out.writeInt(utf8.length + 1);
      out.writeByte(1);
      out.write(utf8);
    });
  }

  /** A {@code bytea} column. */
  public BinaryCopy bytes(byte @Nullable [] value) {
    return write(() -> {
      if (value == null) {
        out.writeInt(-1);
      } else {
        out.writeInt(value.length);
        out.write(value);
      }
    });
  }

  /** A {@code uuid} column. */
  public BinaryCopy uuid(UUID value) {
    return write(() -> {
      out.writeInt(16);
      out.writeLong(value.getMostSignificantBits());
      out.writeLong(value.getLeastSignificantBits());
    });
  }

  /** A {@code bigint} column. */
  public BinaryCopy int8(long value) {
    return write(() -> {
      out.writeInt(8);
      out.writeLong(value);
    });
  }

  /** An {@code int} column. */
  public BinaryCopy int4(int value) {
    return write(() -> {
      out.writeInt(4);
      out.writeInt(value);
    });
  }

  /** A {@code smallint} column. */
  public BinaryCopy int2(int value) {
    return write(() -> {
      out.writeInt(2);
      out.writeShort(value);
    });
  }

  /** A {@code boolean} column. */
  public BinaryCopy bool(boolean value) {
    return write(() -> {
      out.writeInt(1);
      out.writeByte(value ? 1 : 0);
    });
  }

  /** A {@code timestamptz} column, to the microsecond. */
  public BinaryCopy instant(@Nullable Instant value) {
    if (value == null) {
      return bytes(null);
    }
    long seconds = value.getEpochSecond() - POSTGRES_EPOCH_SECONDS;
    return int8(seconds * 1_000_000 + value.getNano() / 1_000);
  }

  /** A {@code text[]} column without nulls. */
  public BinaryCopy textArray(List<String> values) {
    return write(() -> {
      List<byte[]> elements =
          values.stream().map(value -> value.getBytes(StandardCharsets.UTF_8)).toList();
      int length = elements.stream().mapToInt(element -> 4 + element.length).sum();
      out.writeInt(values.isEmpty() ? 12 : 20 + length);
      out.writeInt(values.isEmpty() ? 0 : 1);
      out.writeInt(0);
      out.writeInt(TEXT_OID);
      if (!values.isEmpty()) {
        out.writeInt(values.size());
        out.writeInt(1);
      }
      for (byte[] element : elements) {
        out.writeInt(element.length);
        out.write(element);
      }
    });
  }

  /** How many rows were begun. */
  public int rows() {
    return rows;
  }

  /**
   * Runs {@code sql} (a {@code COPY … FROM STDIN (FORMAT binary)}) on the connection of the current
   * transaction of {@code dataSource}.
   *
   * @return the number of rows written
   */
  public long into(DataSource dataSource, String sql) {
    write(() -> out.writeShort(-1));
    Connection connection = DataSourceUtils.getConnection(dataSource);
    try {
      byte[] content = bytes.toByteArray();
      var copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
      try {
        copy.writeToCopy(content, 0, content.length);
        return copy.endCopy();
      } finally {
        if (copy.isActive()) {
          copy.cancelCopy();
        }
      }
    } catch (SQLException e) {
      throw new CopyFailed(e);
    } finally {
      DataSourceUtils.releaseConnection(connection, dataSource);
    }
  }

  private BinaryCopy write(Step step) {
    try {
      step.run();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail to take bytes", e);
    }
  }

  private interface Step {
    void run() throws IOException;
  }

  /** A COPY that the database refused; {@link #sqlState()} says why. */
  public static final class CopyFailed extends RuntimeException {
    CopyFailed(SQLException cause) {
      super("COPY failed with SQLState " + cause.getSQLState(), cause);
    }

    /** The five-character SQLSTATE, for example 23505 for a key that exists already. */
    public @Nullable String sqlState() {
      return getCause() instanceof SQLException e ? e.getSQLState() : null;
    }
  }
}
