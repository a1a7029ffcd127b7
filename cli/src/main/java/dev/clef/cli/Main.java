package dev.clef.cli;

import dev.clef.ledger.MalformedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The command line of Clef. A new command is one class and one line in {@code subcommands}. */
@Command(
    name = "clef",
    mixinStandardHelpOptions = true,
    version = "clef 0.1.0",
    description = "Administers Clef and checks its evidence without trusting it.",
    subcommands = {
      VerifyCommand.class,
      LogCommand.class,
      ImportCommand.class,
      KeysCommand.class,
      EraseCommand.class,
      CatalogueCommand.class,
      WitnessCommand.class,
      PasswordsCommand.class,
      ClientCommand.class,
      CommandLine.HelpCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done, or verified",
      "1:the operation or the verification failed",
      "2:the command line is wrong",
      "3:a server or a file cannot be reached"
    })
public final class Main implements Runnable {

  static final int OK = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;
  static final int ENVIRONMENT = 3;

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  Main() {}

  public static void main(String[] args) {
    System.exit(
        run(
            new PrintWriter(System.out, true, StandardCharsets.UTF_8),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8),
            args));
  }

  /** Runs one command line and returns its exit code. */
  static int run(PrintWriter out, PrintWriter err, String... args) {
    CommandLine line =
        new CommandLine(new Main())
            .setOut(out)
            .setErr(err)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler((e, command, parsed) -> report(e, command));
    int exitCode = line.execute(args);
    out.flush();
    err.flush();
    return exitCode;
  }

  /** Without a command there is nothing to do. */
  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(
          spec.commandLine(),
          "Say what to do: verify, log, import, keys, erase, catalogue, client, witness or passwords");
    }
  }

  private static int report(Exception e, CommandLine command) throws Exception {
    return switch (e) {
      case ParameterException usage -> throw usage;
      case CliException known -> say(command, known.getMessage(), known.exitCode());
      case MalformedException bad -> say(command, bad.getMessage(), FAILED);
      case IOException io -> say(command, describe(io), ENVIRONMENT);
      case UncheckedIOException io -> say(command, unwrap(io), ENVIRONMENT);
      default -> say(command, "this is a defect of clef: " + e, FAILED);
    };
  }

  private static String unwrap(UncheckedIOException e) {
    IOException cause = e.getCause();
    return cause == null ? e.toString() : describe(cause);
  }

  /** File exceptions of the JDK carry only the path. */
  private static String describe(IOException e) {
    return switch (e) {
      case CharacterCodingException notText -> "not a text file in UTF-8";
      case NoSuchFileException missing -> "no such file: " + missing.getFile();
      case AccessDeniedException denied -> "not readable: " + denied.getFile();
      case FileSystemException file ->
          file.getFile() + ": " + Objects.requireNonNullElse(file.getReason(), "fails");
      default -> Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
    };
  }

  private static int say(CommandLine command, @Nullable String message, int exitCode) {
    command.getErr().println("clef: " + message);
    return exitCode;
  }
}
