package dev.clef.center;

import java.util.List;
import java.util.Map;

/** The names of browsers and systems as people know them, from what browsers call themselves. */
final class Browsers {

  /** The first that is found wins: most browsers name others too. */
  private static final List<Map.Entry<String, String>> BROWSERS =
      List.of(
          Map.entry("Edg", "Edge"),
          Map.entry("OPR/", "Opera"),
          Map.entry("Firefox/", "Firefox"),
          Map.entry("FxiOS/", "Firefox"),
          Map.entry("CriOS/", "Chrome"),
          Map.entry("Chrome/", "Chrome"),
          Map.entry("Safari/", "Safari"));

  private static final List<Map.Entry<String, String>> SYSTEMS =
      List.of(
          Map.entry("iPhone", "iPhone"),
          Map.entry("iPad", "iPad"),
          Map.entry("Android", "Android"),
          Map.entry("Windows", "Windows"),
          Map.entry("Mac OS X", "Mac"),
          Map.entry("CrOS", "ChromeOS"),
          Map.entry("Linux", "Linux"));

  private static final int SHORT = 40;

  private Browsers() {}

  static String name(String agent) {
    String browser = first(BROWSERS, agent);
    String system = first(SYSTEMS, agent);
    if (browser.isEmpty() || system.isEmpty()) {
      String words = browser.isEmpty() && system.isEmpty() ? agent : browser + system;
      return words.length() <= SHORT ? words : words.substring(0, SHORT) + "…";
    }
    return browser + " · " + system;
  }

  static boolean isPhone(String agent) {
    return agent.contains("Mobile") || agent.contains("iPhone") || agent.contains("Android");
  }

  private static String first(List<Map.Entry<String, String>> names, String agent) {
    return names.stream()
        .filter(name -> agent.contains(name.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("");
  }
}
