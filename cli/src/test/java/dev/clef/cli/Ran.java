package dev.clef.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** What one run of the command line did. */
record Ran(int exitCode, String out, String err) {

  static Ran clef(Object... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] words = new String[args.length];
    for (int i = 0; i < args.length; i++) {
      words[i] = args[i].toString();
    }
    int exitCode = Main.run(new PrintWriter(out), new PrintWriter(err), words);
    return new Ran(exitCode, out.toString(), err.toString());
  }
}
