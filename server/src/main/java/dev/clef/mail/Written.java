package dev.clef.mail;

/**
 * A letter in words: one line for the subject, and the same text plain and as HTML. A subject that
 * would be more than one header is refused.
 */
record Written(String subject, String text, String html) {

  Written {
    if (subject.isBlank() || subject.codePoints().anyMatch(Written::endsLine)) {
      throw new IllegalArgumentException("a subject is one line");
    }
  }

  private static boolean endsLine(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
      default -> false;
    };
  }

  @Override
  public String toString() {
    return "Written[<redacted>]";
  }
}
