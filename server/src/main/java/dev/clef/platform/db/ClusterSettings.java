package dev.clef.platform.db;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What makes one embedded cluster differ from the other.
 *
 * @param name {@code data} or {@code keys}; also the folder
 * @param sharedBuffersMib memory for pages, in MiB
 * @param firstPort the first port tried; a taken one is passed over
 * @param overrides settings that win over ours; tests only
 */
record ClusterSettings(
    String name, int sharedBuffersMib, int firstPort, Map<String, String> overrides) {

  static final ClusterSettings DATA = new ClusterSettings("data", 64, 15_432, Map.of());
  static final ClusterSettings KEYS = new ClusterSettings("keys", 32, 15_433, Map.of());

  /** The whole of postgresql.conf. */
  String configuration(int port) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("listen_addresses", "127.0.0.1");
    settings.put("port", Integer.toString(port));
    settings.put("unix_socket_directories", "");
    settings.put("password_encryption", "scram-sha-256");
    settings.put("max_connections", "100");

    // A commit that was acknowledged survives a power cut.
    settings.put("fsync", "on");
    settings.put("synchronous_commit", "on");
    settings.put("full_page_writes", "on");
    settings.put("wal_level", "replica");
    settings.put("max_wal_senders", "2");
    settings.put("min_wal_size", "64MB");
    settings.put("max_wal_size", "512MB");

    // The whole product stays below 400 MB: few helpers, no just-in-time compiler.
    settings.put("shared_buffers", sharedBuffersMib + "MB");
    settings.put("huge_pages", "off");
    settings.put("io_method", "sync");
    settings.put("jit", "off");
    settings.put("max_worker_processes", "4");
    settings.put("max_parallel_workers_per_gather", "0");
    settings.put("max_logical_replication_workers", "0");
    settings.put("autovacuum_max_workers", "2");
    settings.put("autovacuum_worker_slots", "2");

    // Pages are in memory or on a disk without a moving arm: rows of a key are found by the index,
    // also in a small table whose rows change often and leave many dead ones behind.
    settings.put("random_page_cost", "1.1");

    // Errors of statements go to the client alone: their texts hold values ("invalid input syntax
    // for type uuid: ..."). What is left in the log is about the server, and terse.
    settings.put("log_min_messages", "log");
    settings.put("log_min_error_statement", "panic");
    settings.put("log_statement", "none");
    settings.put("log_min_duration_statement", "-1");
    settings.put("log_parameter_max_length", "0");
    settings.put("log_parameter_max_length_on_error", "0");
    settings.put("log_error_verbosity", "terse");
    settings.put("log_checkpoints", "off");
    settings.put("log_lock_waits", "off");
    settings.put("log_autovacuum_min_duration", "-1");
    settings.put("log_timezone", "UTC");
    settings.put("logging_collector", "off");
    settings.put("timezone", "UTC");
    settings.putAll(overrides);
    return settings.entrySet().stream()
        .map(setting -> setting.getKey() + " = '" + setting.getValue() + "'\n")
        .collect(Collectors.joining("", "# Written by Clef at every start.\n", ""));
  }

  /** The whole of pg_hba.conf: this machine, with a password. */
  static String access() {
    return """
    # Written by Clef at every start.
    host all all 127.0.0.1/32 scram-sha-256
    """;
  }
}
