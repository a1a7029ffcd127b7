package dev.clef.platform.db;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.transaction.CannotCreateTransactionException;

/**
 * Whether a failure says that a database is away or takes nothing now, so that the same request may
 * succeed later: the web layer answers 503. SQLSTATEs: PostgreSQL, Appendix A.
 */
public final class DatabaseOutage {

  private static final Set<String> STATES =
      Set.of(
          "57P01", // admin_shutdown
          "57P02", // crash_shutdown
          "57P03", // cannot_connect_now
          "57P05", // idle_session_timeout
          "53100", // disk_full
          "53200", // out_of_memory
          "53300", // too_many_connections
          "25006", // read_only_sql_transaction: a demoted primary
          "58030"); // io_error

  private DatabaseOutage() {}

  /** Looks at the failure and all its causes. */
  public static boolean is(@Nullable Throwable failure) {
    Throwable current = failure;
    for (int depth = 0; current != null && depth < 32; depth++) {
      if (isItself(current)) {
        return true;
      }
      current = current.getCause();
    }
    return false;
  }

  private static boolean isItself(Throwable failure) {
    return switch (failure) {
      case CannotCreateTransactionException transaction -> true;
      case CannotGetJdbcConnectionException connection -> true;
      case DataAccessResourceFailureException resource -> true;
      case SQLTransientConnectionException pool -> true;
      case SQLException sql -> {
        String state = sql.getSQLState();
        // Class 08: connection exceptions.
        yield state != null && (state.startsWith("08") || STATES.contains(state));
      }
      default -> false;
    };
  }
}
