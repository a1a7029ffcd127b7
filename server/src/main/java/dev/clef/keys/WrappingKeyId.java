package dev.clef.keys;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A key that never leaves its custodian and wraps other keys there. */
public sealed interface WrappingKeyId {

  /**
   * A version of the deployment's root. Wraps the service keys: index, commitment, audit, signing.
   *
   * @param version counted from 1
   */
  record Root(int version) implements WrappingKeyId {
    private static final Pattern LABEL = Pattern.compile("root(?:-([2-9]|[1-9]\\d{1,8}))?");

    /** The first. */
    public static final Root FIRST = new Root(1);

    /** The key of a label; empty for labels of other keys. */
    public static Optional<Root> parse(String label) {
      Matcher matcher = LABEL.matcher(label);
      if (!matcher.matches()) {
        return Optional.empty();
      }
      return Optional.of(
          matcher.group(1) == null ? FIRST : new Root(Integer.parseInt(matcher.group(1))));
    }

    @Override
    public String label() {
      return version == 1 ? "root" : "root-" + version;
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
