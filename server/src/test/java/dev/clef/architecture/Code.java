package dev.clef.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import dev.clef.ClefApplication;
import dev.clef.blocklist.PasswordFilter;
import dev.clef.ledger.TreeHash;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;

/** The compiled classes that rules look at, read once. */
final class Code {

  static final JavaClasses SERVER = at(ClefApplication.class);
  static final JavaClasses LEDGER = at(TreeHash.class);
  static final JavaClasses BLOCKLIST = at(PasswordFilter.class);
  static final JavaClasses FIXTURES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.OnlyIncludeTests())
          .importPackages("dev.fixtures");

  private Code() {}

  /** All classes that stand where {@code example} stands: a folder of main classes, or a jar. */
  private static JavaClasses at(Class<?> example) {
    try {
      URI there = example.getProtectionDomain().getCodeSource().getLocation().toURI();
      return new ClassFileImporter().importLocations(Set.of(Location.of(there)));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
