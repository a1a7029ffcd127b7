package dev.clef.keys;

import dev.clef.keys.Custodians.Member;
import dev.clef.keys.KeysProperties.Custodian;
import dev.clef.keys.KeysProperties.Pkcs11;
import dev.clef.keys.pkcs11.Pkcs11KeyCustodian;
import dev.clef.platform.Randomness;
import dev.clef.platform.StartRefused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the custodians of the settings. */
final class CustodianSetup {

  private static final Logger log = LoggerFactory.getLogger(CustodianSetup.class);
  private static final String FOLDER = "file";

  private CustodianSetup() {}

  /**
   * The custodians as one.
   *
   * @param folder where keys in files are
   * @throws StartRefused when one cannot be opened
   */
  static Custodians of(Path folder, KeysProperties properties, Randomness randomness) {
    try {
      return switch (properties.custodian()) {
        case FILE ->
            new Custodians(
                List.of(new Member(FOLDER, new FileKeyCustodian(folder, randomness), false)));
        case PKCS11 -> reachable(new Custodians(hardware(folder, properties, randomness)));
      };
    } catch (IllegalArgumentException e) {
      throw new StartRefused("Hardware custody: " + e.getMessage() + ".", e);
    }
  }

  private static Custodians reachable(Custodians custodians) {
    if (!custodians.isReachable()) {
      throw new StartRefused("Hardware custody: none of the tokens is in reach.");
    }
    return custodians;
  }

  private static List<Member> hardware(
      Path folder, KeysProperties properties, Randomness randomness) {
    Pkcs11 settings = properties.pkcs11();
    List<Member> members = new ArrayList<>();
    members.add(
        token(
            settings, settings.library(), settings.token(), settings.pinFile(), false, randomness));
    for (Pkcs11.Replica replica : settings.replicas()) {
      members.add(
          token(
              settings,
              replica.library() == null ? settings.library() : replica.library(),
              replica.token(),
              replica.pinFile() == null ? settings.pinFile() : replica.pinFile(),
              replica.leaving(),
              randomness));
    }
    if (properties.leaving() == Custodian.FILE) {
      leaving(folder, randomness, members);
    }
    return members;
  }

  /** A folder from which everything is gone would get a new root key. */
  private static void leaving(Path folder, Randomness randomness, List<Member> members) {
    try {
      if (FileKeyCustodian.hasKeys(folder)) {
        members.add(new Member(FOLDER, new FileKeyCustodian(folder, randomness), true));
      } else {
        log.info("nothing is left in {}: clef.keys.leaving can go", folder.getFileName());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the key folder cannot be read", e);
    }
  }

  private static Member token(
      Pkcs11 settings,
      @Nullable Path library,
      String label,
      @Nullable Path pinFile,
      boolean leaving,
      Randomness randomness) {
    if (library == null) {
      throw new StartRefused(
          "clef.keys.pkcs11.library: the path of the PKCS#11 module is missing.");
    }
    try {
      Pkcs11KeyCustodian custodian =
          new Pkcs11KeyCustodian(
              library,
              Objects.requireNonNull(label),
              Pin.of(pinFile, label),
              settings.prefix(),
              settings.sessions(),
              settings.mechanisms(),
              !settings.replicas().isEmpty(),
              randomness);
      return new Member("pkcs11:" + label, custodian, leaving);
    } catch (IllegalStateException e) {
      throw new StartRefused("Hardware custody: " + e.getMessage() + ".", e);
    }
  }
}
