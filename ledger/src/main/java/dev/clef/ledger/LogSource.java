package dev.clef.ledger;

import java.io.IOException;
import java.util.Optional;

/** The published files of a log, by their path below its prefix. */
@FunctionalInterface
public interface LogSource {

  /** The path of the signed head. */
  String CHECKPOINT = "checkpoint";

  /**
   * The path of the minimum index of a pruned log, in decimal; a log without it is whole. Not of
   * the specification, which has none yet, and not signed: it says where a check begins, and the
   * check says so.
   */
  String MINIMUM = "minimum-index";

  /**
   * Reads one file.
   *
   * @return empty when the log has no such file
   * @throws IOException when it cannot be told
   */
  Optional<byte[]> read(String path) throws IOException;
}
