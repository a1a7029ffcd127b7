package dev.clef.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Seals credentials under a fresh key and deals that key out in shares.
 *
 * @param holders as many as shares, or none
 */
record CeremonySplit(
    int shares,
    int threshold,
    String deployment,
    List<String> holders,
    LocalDate today,
    SecureRandom chance) {

  private static final int IV_BYTES = 12;
  private static final int IDENTIFIER_CHARS = 4;

  /** The page of a share in the folder of a ceremony. */
  static Path page(Path folder, char index) {
    return folder.resolve("share-" + index + ".txt");
  }

  /**
   * Writes the sealed file and the pages into a new folder, reads them again and tries them. When
   * something fails, nothing of it is left.
   */
  CeremonyFile into(Path folder, byte[] secret) throws IOException {
    OwnFile.makeFolder(folder);
    byte[] key = new byte[CeremonyShare.KEY_BYTES];
    List<Codex32> dealt = List.of();
    try {
      chance.nextBytes(key);
      dealt = deal(key, identifier());
      CeremonyFile file = CeremonyFile.seal(header(dealt), key, secret);
      write(folder, file, dealt);
      CeremonyProof.check(folder, secret, chance);
      return file;
    } catch (IOException | RuntimeException e) {
      remove(folder, dealt);
      throw e;
    } finally {
      Arrays.fill(key, (byte) 0);
      dealt.forEach(Codex32::wipe);
    }
  }

  /** BIP-93, §For an existing secret: all but one of the threshold are chance alone. */
  private List<Codex32> deal(byte[] key, String identifier) {
    List<Codex32> dealt = new ArrayList<>();
    for (int i = 0; i < threshold - 1; i++) {
      dealt.add(
          Codex32.random(
              CeremonyShare.PREFIX,
              threshold,
              identifier,
              CeremonyShare.INDEXES.charAt(i),
              key.length,
              chance));
    }
    Codex32 secret = Codex32.secret(CeremonyShare.PREFIX, threshold, identifier, key);
    List<Codex32> first = new ArrayList<>(dealt);
    first.add(secret);
    for (int i = threshold - 1; i < shares; i++) {
      dealt.add(Codex32.interpolate(first, CeremonyShare.INDEXES.charAt(i)));
    }
    secret.wipe();
    return dealt;
  }

  private String identifier() {
    byte[] values = random(IDENTIFIER_CHARS);
    for (int i = 0; i < values.length; i++) {
      values[i] &= 31;
    }
    return Bech32.letters(values, 0, values.length);
  }

  private CeremonyHeader header(List<Codex32> dealt) {
    Map<Character, String> hashes = new LinkedHashMap<>();
    dealt.forEach(share -> hashes.put(share.index(), CeremonyShare.hash(share)));
    return new CeremonyHeader(
        dealt.getFirst().identifier(),
        threshold,
        hashes,
        HexFormat.of().formatHex(random(IV_BYTES)));
  }

  private byte[] random(int bytes) {
    byte[] random = new byte[bytes];
    chance.nextBytes(random);
    return random;
  }

  private void write(Path folder, CeremonyFile file, List<Codex32> dealt) throws IOException {
    OwnFile.write(folder.resolve(CeremonyFile.NAME), file.encode());
    CeremonyPage page = new CeremonyPage(deployment, today, file.header(), file.fingerprint());
    for (int i = 0; i < dealt.size(); i++) {
      Codex32 share = dealt.get(i);
      byte[][] parts = page.parts(share, holders.isEmpty() ? "" : holders.get(i));
      try {
        OwnFile.write(page(folder, share.index()), parts);
      } finally {
        Arrays.fill(parts[1], (byte) 0);
      }
    }
  }

  private static void remove(Path folder, List<Codex32> dealt) throws IOException {
    for (Codex32 share : dealt) {
      Files.deleteIfExists(page(folder, share.index()));
    }
    Files.deleteIfExists(folder.resolve(CeremonyFile.NAME));
    Files.deleteIfExists(folder);
  }
}
