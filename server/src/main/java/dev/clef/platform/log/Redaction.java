package dev.clef.platform.log;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Masks what looks like personal data or a secret. Shapes, not meaning: a name in plain words
 * passes, so messages must not carry input to begin with. Pure and safe for many threads.
 */
final class Redaction {

  private record Rule(Pattern pattern, String replacement, Predicate<String> applies) {

    static Rule of(String regex, String replacement) {
      return of(regex, replacement, _ -> true);
    }

    static Rule of(String regex, String replacement, Predicate<String> applies) {
      return new Rule(Pattern.compile(regex), replacement, applies);
    }

    String apply(String text) {
      Matcher matcher = pattern.matcher(text);
      return matcher.replaceAll(match ->
          Matcher.quoteReplacement(applies.test(match.group()) ? filled(match) : match.group()));
    }

    /** The replacement, after what the first group keeps. */
    private String filled(MatchResult match) {
      return (match.groupCount() > 0 ? match.group(1) : "") + replacement;
    }
  }

  /** Beyond this a message is cut: regular expressions run on it. */
  private static final int MAX_CHARS = 32 * 1024;

  private static final int MIN_RANDOM_CHARS = 20;
  private static final double RANDOM_CHANGES = 0.28;
  private static final double RANDOM_CHANGES_OF_LETTERS = 0.4;

  private static final int SYMBOL = 3;

  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  /** In this order: the whole first, its parts later. */
  private static final List<Rule> RULES =
      List.of(
          // PostgreSQL quotes rows: DETAIL to the end of that part, values in quotes or brackets.
          Rule.of(
              "(?s)((?i:detail|where): ).*?(?=\\n\\s*(?:Hint|Where|Position|at )|\\z)", "<row>"),
          Rule.of("(?s)(\\)=\\().*?(?=\\) (?:already|is not|is still|conflicts)|\\z)", "<row>"),
          Rule.of("((?:invalid|out of range|malformed)[^\\n\"]{0,80}: )\"[^\\n]*\"", "\"<value>\""),
          Rule.of("((?i)\\b(?:set-)?cookie: )[^\\n]+", "<secret>"),
          Rule.of(
              "((?i)\\b(?:authorization\\s*[:=]\\s*)?(?:bearer|basic)\\s+)[^\\s,;\"']+",
              "<secret>"),
          Rule.of(
              "((?i)(?:password|passwd|passphrase|secret|token|session|api[_-]?key|otp)[\"']?\\s*[=:]\\s*)"
                  + "(?:\"[^\"\\n]*\"|'[^'\\n]*'|[^\\s,;&)}\\]]+)",
              "<secret>"),
          Rule.of(
              "(?<![\\p{L}\\p{N}._%+'-])[\\p{L}\\p{N}._%+'-]++@[\\p{L}\\p{N}-]+(?:\\.[\\p{L}\\p{N}-]+)*",
              "<email>"),
          Rule.of(
              "(?<![\\w:.])[0-9a-fA-F:]{0,43}(?:[0-9a-fA-F]|::)(?!\\w)",
              "<address>",
              Redaction::isIpv6),
          Rule.of(
              "(?<![\\w.])\\d{1,3}(?:\\.\\d{1,3}){3}(?![\\w.]*\\w)",
              "<address>", Redaction::isForeignIpv4),
          Rule.of("(?<![\\w+])\\+\\d(?:[ ()./-]{0,2}\\d){6,14}(?!\\w)", "<phone>"),
          Rule.of(
              "(?<![\\w.:-])(?:\\(\\d{2,5}\\) ?|0\\d{1,4}[ /-])\\d{2,4}(?:[ -]?\\d{2,4}){1,3}(?![\\w:.-])",
              "<phone>"),
          Rule.of("(?<![\\w.:-])\\d{3}[-. ]\\d{3}[-. ]\\d{4}(?![\\w:.-])", "<phone>"),
          Rule.of(
              "[A-Za-z0-9+/_-]{" + MIN_RANDOM_CHARS + ",}={0,2}", "<secret>", Redaction::isRandom));

  private Redaction() {}

  /** The text with every match replaced by what it was, such as {@code <email>}. */
  static String mask(String text) {
    String masked = text.length() > MAX_CHARS ? text.substring(0, MAX_CHARS) + "<cut>" : text;
    for (Rule rule : RULES) {
      masked = rule.apply(masked);
    }
    return masked;
  }

  private static boolean isIpv6(String text) {
    try {
      InetAddress address = InetAddress.ofLiteral(text);
      return address instanceof Inet6Address && !address.isLoopbackAddress();
    } catch (IllegalArgumentException _) {
      return false; // a time of day, a ratio
    }
  }

  private static boolean isForeignIpv4(String text) {
    return !text.startsWith("127.") && !text.equals("0.0.0.0");
  }

  /**
   * Whether a run of letters and digits reads like chance: the kind of character (lower, upper,
   * digit) changes more than once in four places, or twice in five when there are letters only.
   * Names of classes change less often; the ids of requests and persons (UUIDs) are left, as the
   * log is useless without them.
   */
  private static boolean isRandom(String text) {
    if (UUID.matcher(text).matches()) {
      return false;
    }
    int changes = 0;
    int last = SYMBOL;
    for (int i = 0; i < text.length(); i++) {
      int kind = kind(text.charAt(i));
      if (kind != SYMBOL) {
        changes += last == SYMBOL || last == kind ? 0 : 1;
        last = kind;
      }
    }
    boolean digits = text.chars().anyMatch(Character::isDigit);
    double enough = digits ? RANDOM_CHANGES : RANDOM_CHANGES_OF_LETTERS;
    return changes >= enough * text.length() || isLongHex(text);
  }

  private static boolean isLongHex(String text) {
    return text.length() >= 32 && text.chars().allMatch(c -> Character.digit(c, 16) >= 0);
  }

  private static int kind(char c) {
    return Character.isDigit(c)
        ? 0
        : Character.isUpperCase(c) ? 1 : Character.isLetter(c) ? 2 : SYMBOL;
  }
}
