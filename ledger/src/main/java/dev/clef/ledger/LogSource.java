package dev.clef.ledger;

import java.io.IOException;
import java.util.Optional;

/** The published files of a log, by their path below its prefix. */
@FunctionalInterface
public interface LogSource {

  /** The path of the signed head. */
  String CHECKPOINT = "checkpoint";

  /**
   * Reads one file.
   *
   * @return empty when the log has no such file
   * @throws IOException when it cannot be told
   */
  Optional<byte[]> read(String path) throws IOException;
}
