package dev.clef.keys;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A key that never leaves its custodian and wraps other keys there. */
public sealed interface WrappingKeyId {

  /** The deployment's root. Wraps the service keys: index, commitment, audit, signing. */
  record Root() implements WrappingKeyId {
    @Override
    public String label() {
      return "root";
    }
  }

  /**
   * The regional key of an epoch. Wraps the branch keys of that epoch; destroying it shreds them.
   */
  record Regional(String region, int epoch) implements WrappingKeyId {
    private static final Pattern LABEL = Pattern.compile("regional-([a-z0-9-]{1,32})-(\\d{1,9})");

    /** The key of a label; empty for labels of other keys. */
    public static Optional<Regional> parse(String label) {
      Matcher matcher = LABEL.matcher(label);
      return matcher.matches()
          ? Optional.of(new Regional(matcher.group(1), Integer.parseInt(matcher.group(2))))
          : Optional.empty();
    }

    @Override
    public String label() {
      return "regional-" + region + "-" + epoch;
    }
  }

  /**
   * The name of the key in its custodian: the object label in an HSM, the file name in a folder.
   */
  String label();
}
