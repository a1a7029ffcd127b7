package dev.clef.cli;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Locale;

/**
 * The page of one share: 72 columns, one sheet of paper. {@link CeremonyPageReader} reads it again.
 *
 * @param deployment what the operator calls it
 * @param fingerprint of {@code credentials.clef}
 */
record CeremonyPage(String deployment, LocalDate made, CeremonyHeader header, String fingerprint) {

  /** Written by hand where no holder was named. */
  private static final String NOBODY_YET = "_".repeat(40);

  private static final int FINGERPRINT_GROUP = 8;

  /** The page in parts, of which the middle one is the share, to be wiped by the caller. */
  byte[][] parts(Codex32 share, String holder) {
    char[] text = share.text();
    char[] rows = rows(text, Codex32Typos.GROUP, Codex32Typos.GROUPS_IN_A_ROW);
    try {
      return new byte[][] {
        above(share.index(), holder).getBytes(StandardCharsets.UTF_8),
        CeremonyShare.ascii(rows),
        below().getBytes(StandardCharsets.UTF_8)
      };
    } finally {
      Arrays.fill(text, '\0');
      Arrays.fill(rows, '\0');
    }
  }

  private String above(char index, String holder) {
    return """
    CLEF KEY CEREMONY                                           SHARE %1$s
    =====================================================================

    Deployment   %2$s
    Holder       %3$s
    Ceremony     %4$s, made on %5$s (UTC)
    Shares       %6$d were made; any %7$d of them are needed
    Received     ____________________ on ____________________

    This page is one share of the key to the file credentials.clef, which
    holds what opens a hardware security module: its PIN, the PIN of its
    security officer, the credential of its backup. Any %7$d shares open
    that file. Fewer than %7$d say nothing about it, not even a part.

    THE SHARE

    """
        .formatted(
            Character.toString(index).toUpperCase(Locale.ROOT),
            deployment,
            holder.isEmpty() ? NOBODY_YET : holder,
            header.identifier(),
            made,
            header.hashes().size(),
            header.threshold());
  }

  private String below() {
    return """

    The letters b, i and o do not occur; 0 is zero, l is the letter; the
    only digit 1 is the one after clef.

    SHA-256 OF credentials.clef

    %1$s
    WHAT TO DO WITH IT

     1. Keep this page sealed where only you can reach it, apart from the
        other shares and from credentials.clef. Do not photograph, scan,
        copy, send or read it out.
     2. See once a year that it is still there and still sealed.
     3. If it is lost, or was seen, or you leave your post, say so at once:
        the credentials are then changed and split anew. Splitting alone
        does not help; old shares go on opening the old file.
     4. When access has to be restored, bring it and type it yourself:
            ./clef keys ceremony join credentials.clef --out FILE
        Row by row; nothing shows. Case, blanks and hyphens do not count.
        A typing error is told at once, and where it is.
     5. When a new ceremony took the place of this one, shred it.

    The share is codex32 (BIP-93) with the prefix clef; the last 13 of its
    characters are a checksum. It restores access to the module and to
    nothing else: the keys of an epoch are in no share, and no ceremony
    brings back an epoch that was destroyed.
    """
        .formatted(new String(rows(fingerprint.toCharArray(), FINGERPRINT_GROUP, 4)));
  }

  /** Groups with blanks between them, in rows that are set in. */
  private static char[] rows(char[] text, int group, int groupsInARow) {
    char[] rows = new char[text.length * 3];
    int length = 0;
    for (int i = 0; i < text.length; i++) {
      if (i % (group * groupsInARow) == 0) {
        Arrays.fill(rows, length, length + 4, ' ');
        length += 4;
      } else if (i % group == 0) {
        rows[length++] = ' ';
        rows[length++] = ' ';
      }
      rows[length++] = text[i];
      if ((i + 1) % (group * groupsInARow) == 0 || i + 1 == text.length) {
        rows[length++] = '\n';
      }
    }
    try {
      return Arrays.copyOf(rows, length);
    } finally {
      Arrays.fill(rows, '\0');
    }
  }
}
