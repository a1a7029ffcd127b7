package dev.clef.keys;

import java.util.Map;

/** Where the key hierarchy reports what an auditor wants to know; the log implements it. */
@FunctionalInterface
public interface KeyEvents {

  /**
   * Something happened to the keys, said at least once.
   *
   * @param type for example {@code keys.epoch.current}
   * @param details nothing about a person
   */
  void happened(String type, Map<String, String> details);
}
