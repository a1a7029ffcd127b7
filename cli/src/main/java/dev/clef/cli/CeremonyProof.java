package dev.clef.cli;

import dev.clef.ledger.MalformedException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Reads what a ceremony wrote and opens it, before anybody relies on it. */
final class CeremonyProof {

  private CeremonyProof() {}

  /**
   * Every page is read; every share opens the file together with its neighbours, and so does a
   * choice made by chance.
   *
   * @throws CliException when one of them does not
   */
  static void check(Path folder, byte[] secret, SecureRandom chance) throws IOException {
    CeremonyFile file = CeremonyFile.read(folder);
    List<Codex32> shares = new ArrayList<>();
    try {
      for (char index : file.header().hashes().keySet()) {
        Codex32 share = CeremonyPageReader.share(CeremonySplit.page(folder, index));
        shares.add(share);
        file.header().mustHold(share);
      }
      for (int first = 0; first < shares.size(); first++) {
        Collections.rotate(shares, 1);
        mustOpen(file, shares, secret);
      }
      Collections.shuffle(shares, chance);
      mustOpen(file, shares, secret);
    } catch (MalformedException e) {
      throw CliException.failed("the shares do not open what was sealed: " + e.getMessage());
    } finally {
      shares.forEach(Codex32::wipe);
    }
  }

  private static void mustOpen(CeremonyFile file, List<Codex32> shares, byte[] secret) {
    byte[] opened = file.open(shares.subList(0, file.header().threshold()));
    try {
      if (!MessageDigest.isEqual(opened, secret)) {
        throw new MalformedException("something else comes out");
      }
    } finally {
      Arrays.fill(opened, (byte) 0);
    }
  }
}
