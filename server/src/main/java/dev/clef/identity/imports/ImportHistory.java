package dev.clef.identity.imports;

import java.util.List;

/** The imports there were, for the modules above. Thread-safe. */
public final class ImportHistory {

  private final Imports imports;

  ImportHistory(Imports imports) {
    this.imports = imports;
  }

  /** The newest ones first, at most 50. */
  public List<ImportJob> recent() {
    return imports.recent();
  }
}
