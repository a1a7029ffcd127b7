package dev.clef.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The outcome of a check, for a person or for a program.
 *
 * @param json one JSON object on stdout, and nothing else there
 */
record Report(PrintWriter out, PrintWriter err, boolean json) {

  int verified(String sentence, Map<String, Object> facts) {
    if (json) {
      out.println(Json.MAPPER.writeValueAsString(with("verified", facts)));
    } else {
      out.println(sentence);
      facts.forEach((name, value) -> out.printf("  %-22s %s%n", name.replace('_', ' '), value));
    }
    return Main.OK;
  }

  int failed(String sentence, Map<String, Object> facts) {
    if (json) {
      Map<String, Object> all = with("failed", facts);
      all.put("message", sentence);
      out.println(Json.MAPPER.writeValueAsString(all));
    } else {
      err.println("FAILED: " + sentence);
    }
    return Main.FAILED;
  }

  void warn(String sentence) {
    err.println(sentence);
  }

  private static Map<String, Object> with(String result, Map<String, Object> facts) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("result", result);
    all.putAll(facts);
    return all;
  }
}
