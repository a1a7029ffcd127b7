package dev.clef.cli;

import java.io.IOException;
import java.util.List;

/** A file of people, read once from end to end already. */
sealed interface ImportFile permits KeycloakFile, CsvFile {

  /** The kind of source, as the server calls it. */
  String source();

  long bytes();

  /** Of the file, in hexadecimal. */
  String sha256();

  /**
   * In hexadecimal, of everything that decides what is sent: an import goes on where it is equal.
   */
  String jobSha256();

  /** The systems the identifiers belong to; most files hold one. */
  List<String> realms();

  /** Entries that belong to another directory and are left out. */
  long federated();

  /** The records of the file, from the first on. */
  RecordReader records() throws IOException;
}
