package dev.clef.architecture;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Names somebody has looked at and found not personal, with the reason: lines of {@code OWNER:
 * name, name | reason}; an empty line or one that starts with # says nothing.
 */
final class Reviewed {

  private final Map<String, String> reasons;

  private Reviewed(Map<String, String> reasons) {
    this.reasons = reasons;
  }

  static Reviewed parse(String text) {
    Map<String, String> reasons = new LinkedHashMap<>();
    for (String line : text.lines().toList()) {
      if (!line.isBlank() && !line.startsWith("#")) {
        read(line, reasons);
      }
    }
    return new Reviewed(reasons);
  }

  private static void read(String line, Map<String, String> reasons) {
    String[] parts = line.split("[:|]", 3);
    if (parts.length < 3 || parts[2].isBlank()) {
      throw new IllegalArgumentException("OWNER: name, name | reason, not: " + line);
    }
    for (String name : parts[1].split(",", -1)) {
      String full = parts[0].strip() + "." + name.strip();
      if (reasons.put(full, parts[2].strip()) != null) {
        throw new IllegalArgumentException("twice: " + full);
      }
    }
  }

  /** What is wrong with the names there are, in sentences that say what to do. */
  List<String> judge(Set<String> there, Collection<String> personal) {
    List<String> wrong = new ArrayList<>();
    for (String name : new TreeSet<>(there)) {
      boolean declared = personal.contains(name);
      if (declared && reasons.containsKey(name)) {
        wrong.add(name + " is declared as personal and reviewed as not personal: take one away");
      } else if (!declared && !reasons.containsKey(name)) {
        wrong.add(
            name
                + " is unknown: declare it in dev.clef.subject (Declared…) when it says anything"
                + " about a person, or list it in not-personal/ of the test resources with a"
                + " reason");
      }
    }
    Set<String> gone = new TreeSet<>(personal);
    gone.addAll(reasons.keySet());
    gone.removeAll(there);
    gone.forEach(name -> wrong.add(name + " is declared or reviewed and does not exist"));
    return wrong;
  }
}
