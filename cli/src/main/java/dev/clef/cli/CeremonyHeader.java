package dev.clef.cli;

import dev.clef.ledger.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code credentials.clef} says in the open, and what its cipher authenticates.
 *
 * @param identifier four characters, the same in every share
 * @param threshold how many shares are needed
 * @param hashes the index of each share with {@link CeremonyShare#hash}, in the order of {@link
 *     CeremonyShare#INDEXES}. A share holds 260 random bits, so its hash tells nothing of it
 * @param iv 96 bits, in hexadecimal
 */
record CeremonyHeader(String identifier, int threshold, Map<Character, String> hashes, String iv) {

  private static final String FORMAT = "clef ceremony ";
  private static final int VERSION = 1;
  private static final int LINES_BESIDE_SHARES = 6;

  /** The one spelling, which is authenticated: each line ends with a line feed. */
  byte[] encode() {
    StringBuilder text = new StringBuilder();
    text.append(FORMAT).append(VERSION).append('\n');
    text.append("identifier ").append(identifier).append('\n');
    text.append("threshold ").append(threshold).append('\n');
    text.append("shares ").append(hashes.size()).append('\n');
    hashes.forEach(
        (index, hash) -> text.append("share ").append(index).append(' ').append(hash).append('\n'));
    text.append("cipher AES-256-GCM\n");
    text.append("iv ").append(iv).append('\n');
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Reads the lines before the last one of a file.
   *
   * @throws MalformedException when they are anything else than {@link #encode} writes
   */
  static CeremonyHeader parse(String text) {
    if (!text.startsWith(FORMAT)) {
      throw new MalformedException("it is no credentials.clef");
    }
    if (!text.startsWith(FORMAT + VERSION + "\n")) {
      throw new MalformedException("it has a version this clef does not know");
    }
    List<String> lines = new ArrayList<>(text.lines().toList());
    if (lines.size() <= LINES_BESIDE_SHARES) {
      throw new MalformedException("it is not whole");
    }
    Map<Character, String> hashes = new LinkedHashMap<>();
    for (String line : lines.subList(4, lines.size() - 2)) {
      if (!line.matches("share [a-z0-9] [0-9a-f]{64}")) {
        throw new MalformedException("it is not whole");
      }
      hashes.put(line.charAt(6), line.substring(8));
    }
    CeremonyHeader read =
        new CeremonyHeader(
            after("identifier ", lines.get(1), "[a-z0-9]{4}"),
            Integer.parseInt(after("threshold ", lines.get(2), "[2-9]")),
            hashes,
            after("iv ", lines.getLast(), "[0-9a-f]{24}"));
    if (!new String(read.encode(), StandardCharsets.US_ASCII).equals(text)
        || hashes.size() < read.threshold()) {
      throw new MalformedException("it is not whole");
    }
    return read;
  }

  private static String after(String name, String line, String pattern) {
    if (!line.startsWith(name) || !line.substring(name.length()).matches(pattern)) {
      throw new MalformedException("it is not whole");
    }
    return line.substring(name.length());
  }

  byte[] ivBytes() {
    return HexFormat.of().parseHex(iv);
  }

  /**
   * Looks at a single share.
   *
   * @throws MalformedException when it is none of those this file was locked with
   */
  void mustHold(Codex32 share) {
    if (!share.identifier().equals(identifier) || share.threshold() != threshold) {
      throw new MalformedException(
          "it belongs to the ceremony %s of threshold %d and not to %s of threshold %d"
              .formatted(share.identifier(), share.threshold(), identifier, threshold));
    }
    if (!CeremonyShare.hash(share).equals(hashes.get(share.index()))) {
      throw new MalformedException(
          "it is whole and names the same ceremony, but credentials.clef does not know it");
    }
  }
}
