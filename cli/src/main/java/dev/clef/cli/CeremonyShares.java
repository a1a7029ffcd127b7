package dev.clef.cli;

import dev.clef.ledger.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The shares given so far to open one file. Wiped when it is closed. */
final class CeremonyShares implements AutoCloseable {

  private final CeremonyFile file;
  private final List<Codex32> given = new ArrayList<>();

  CeremonyShares(CeremonyFile file) {
    this.file = file;
  }

  /**
   * Takes a share, or wipes it.
   *
   * @throws MalformedException when it does not belong to the file or was given already
   */
  void add(Codex32 share) {
    try {
      file.header().mustHold(share);
      if (given.stream().anyMatch(one -> one.index() == share.index())) {
        throw new MalformedException("this share was given already");
      }
    } catch (MalformedException e) {
      share.wipe();
      throw e;
    }
    given.add(share);
  }

  int missing() {
    return file.header().threshold() - given.size();
  }

  int count() {
    return given.size();
  }

  /** Which they are, for people. */
  String names() {
    return given.stream()
        .map(share -> Character.toString(share.index()).toUpperCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  /** The credentials, to be wiped by the caller. */
  byte[] open() {
    return file.open(given);
  }

  @Override
  public void close() {
    given.forEach(Codex32::wipe);
  }
}
