package dev.clef.identity.credentials;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The passwords everybody thinks of first, as rules instead of a list: words of the service, of the
 * person and of passwords themselves, alone or in a row; what lies side by side on a keyboard or in
 * the alphabet; the same again and again; dates. In any case, with digits and signs around it or in
 * the place of letters. Says nothing about length, and asks for no kind of character.
 */
final class Guessable {

  /** In the languages of the pages; written for Clef, from no list. */
  private static final List<String> COMMON =
      List.of(
          "password",
          "passwort",
          "passphrase",
          "kennwort",
          "motdepasse",
          "contrasena",
          "contraseña",
          "senha",
          "parola",
          "parolachiave",
          "pasuwado",
          "パスワード",
          "secret",
          "geheim",
          "segreto",
          "segredo",
          "letmein",
          "opensesame",
          "changeme",
          "iloveyou",
          "jetaime",
          "tiamo",
          "teamo",
          "tequiero",
          "ichliebedich",
          "welcome",
          "willkommen",
          "bienvenue",
          "bienvenido",
          "benvenuto",
          "bemvindo",
          "hello",
          "hallo",
          "bonjour",
          "ciao",
          "hola",
          "admin",
          "administrator",
          "user",
          "guest",
          "login",
          "test",
          "master",
          "default",
          "sunshine",
          "princess",
          "dragon",
          "monkey",
          "shadow",
          "football",
          "baseball",
          "superman",
          "batman",
          "computer",
          "internet",
          "music",
          "musik",
          "musique",
          "musica",
          "clef");

  private static final List<String> ROWS =
      List.of(
          "01234567890",
          "abcdefghijklmnopqrstuvwxyz",
          "qwertyuiop",
          "asdfghjkl",
          "zxcvbnm",
          "qwertzuiop",
          "yxcvbnm",
          "azertyuiop",
          "qsdfghjklm",
          "wxcvbn",
          "1qaz",
          "2wsx",
          "3edc",
          "4rfv",
          "5tgb",
          "6yhn",
          "7ujm",
          "8ik",
          "9ol",
          "!@#$%^&*()",
          "!\"§$%&/()=");

  private static final int SHORTEST_WALK = 3;
  private static final int LONGEST_REPEATED = 4;

  /** Digits and signs around a word that do not make it another one. */
  private static final int MOST_AROUND = 6;

  private static final int LONGEST = 64;

  private static final Pattern GAPS = Pattern.compile("[\\p{Z}_.,/-]+");
  private static final Pattern DATE =
      Pattern.compile(
          "(?:0[1-9]|[12]\\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\\d\\d"
              + "|(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])(?:19|20)\\d\\d"
              + "|(?:19|20)\\d\\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])");

  private final Set<String> words = new HashSet<>(COMMON);
  private final List<String> walks =
      ROWS.stream()
          .flatMap(row -> Stream.of(row, new StringBuilder(row).reverse().toString()))
          .toList();

  /** With words of the service, besides those that are common everywhere. */
  Guessable(Collection<String> service) {
    service.forEach(word -> words.add(compact(word.strip().toLowerCase(Locale.ROOT))));
  }

  boolean is(String typed, OwnWords own) {
    String folded = PasswordText.opaque(typed).toLowerCase(Locale.ROOT);
    String compact = compact(folded);
    if (compact.length() > LONGEST) {
      return isRepeated(compact);
    }
    if (isRepeated(folded) || DATE.matcher(compact).matches()) {
      return true;
    }
    Set<String> readings = readings(folded, compact);
    return readings.stream().anyMatch(reading -> isMadeOf(reading, own.words()))
        || readings.stream().anyMatch(own.isName());
  }

  /** As it stands, without what is around it, and with letters for the digits that mean them. */
  private static Set<String> readings(String folded, String compact) {
    Set<String> readings = new LinkedHashSet<>(List.of(folded, compact));
    for (String text : List.of(folded, compact)) {
      addCores(readings, text);
    }
    for (String text : List.copyOf(readings)) {
      readings.add(letters(text, 'i'));
      readings.add(letters(text, 'l'));
    }
    return readings;
  }

  /** Some digits at the end may belong to a name, and the rest be around it. */
  private static void addCores(Set<String> readings, String text) {
    int lead = 0;
    while (lead < text.length() && !isOfWord(text.charAt(lead))) {
      lead++;
    }
    for (int to = text.length(); to > lead; to--) {
      for (int from : new int[] {0, lead}) {
        if (from + text.length() - to <= MOST_AROUND) {
          readings.add(text.substring(from, to));
        }
      }
      if (isOfWord(text.charAt(to - 1))) {
        return;
      }
    }
  }

  private static boolean isOfWord(char c) {
    return Character.isLetter(c) || Character.isSurrogate(c);
  }

  private static String letters(String text, char one) {
    StringBuilder letters = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      letters.append(
          switch (c) {
            case '0' -> 'o';
            case '1', '!', '|' -> one;
            case '3', '€' -> 'e';
            case '4', '@' -> 'a';
            case '5', '$' -> 's';
            case '7' -> 't';
            default -> c;
          });
    }
    return letters.toString();
  }

  /** Whether the text is nothing but words and walks, one after the other. */
  private boolean isMadeOf(String text, Set<String> own) {
    boolean[] reached = new boolean[text.length() + 1];
    reached[0] = true;
    for (int from = 0; from < text.length(); from++) {
      for (int to = from + SHORTEST_WALK; reached[from] && to <= text.length(); to++) {
        String part = text.substring(from, to);
        if (words.contains(part)
            || own.contains(part)
            || walks.stream().anyMatch(walk -> walk.contains(part))) {
          reached[to] = true;
        }
      }
    }
    return text.length() > 0 && reached[text.length()];
  }

  /** Whether up to four characters are all there is, again and again. */
  private static boolean isRepeated(String text) {
    int[] characters = text.codePoints().toArray();
    for (int period = 1; period <= LONGEST_REPEATED; period++) {
      boolean same = characters.length >= 2 * period;
      for (int i = period; same && i < characters.length; i++) {
        same = characters[i] == characters[i - period];
      }
      if (same) {
        return true;
      }
    }
    return false;
  }

  private static String compact(String text) {
    return GAPS.matcher(text).replaceAll("");
  }
}
