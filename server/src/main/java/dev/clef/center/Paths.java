package dev.clef.center;

import java.util.regex.Pattern;

/** Addresses that come in with a request and go out as a redirect. */
final class Paths {

  /** A path of this site and nothing that a browser could take for another one. */
  private static final Pattern OURS = Pattern.compile("/([A-Za-z0-9][A-Za-z0-9_./-]*)?");

  private Paths() {}

  static String ours(String path, String otherwise) {
    return OURS.matcher(path).matches() && !path.contains("//") ? path : otherwise;
  }
}
