package dev.clef.siem;

import java.io.IOException;
import java.util.List;

/** Takes events: a file, or a server. */
interface Sink {

  /** The name of the stream, under which its place in the log is kept. */
  String name();

  /**
   * Takes the events in order; what did not throw has arrived for good.
   *
   * @param lines one JSON object each, without an end of line
   */
  void take(List<byte[]> lines) throws IOException;

  /** Nothing more will come. */
  default void close() {}
}
