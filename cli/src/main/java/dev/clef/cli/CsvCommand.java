package dev.clef.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code clef import csv}: streams a CSV file to a running server. */
@Command(
    name = "csv",
    mixinStandardHelpOptions = true,
    description = {
      "Imports the people of a CSV file (RFC 4180, with a header), with their password hashes.",
      "Run it again at will: what is there stays, what changed is renewed, and an import that was"
          + " interrupted goes on where it stopped."
    },
    footer = {
      "",
      "The map is JSON and says what the columns mean. --suggest prints one to begin with:",
      "",
      "  {",
      "    \"system\": \"webshop\",",
      "    \"separator\": \";\", \"quote\": \"\\\"\", \"encoding\": \"windows-1252\", \"null\": [\"NULL\"],",
      "    \"fields\": {",
      "      \"id\": \"user_id\",",
      "      \"username\": \"login\",",
      "      \"email\": \"mail\",",
      "      \"email_verified\": {\"column\": \"confirmed\", \"true\": [\"ja\"], \"false\": [\"nein\"]},",
      "      \"birth_date\": {\"column\": \"born\", \"format\": \"dd.MM.yyyy\"},",
      "      \"address\": {\"columns\": [\"street\", \"zip\", \"city\"], \"join\": \", \"},",
      "      \"country\": {\"value\": \"DE\"},",
      "      \"created_at\": {\"column\": \"since\", \"format\": \"epoch-seconds\"},",
      "      \"password\": \"pw_hash\",",
      "      \"imported.loyalty_card\": \"card\"",
      "    }",
      "  }",
      "",
      "system    names where the identifiers are from; keep it in later exports of the same system",
      "separator (,) quote (\", empty for none) encoding (utf-8; utf-16, utf-16le, utf-16be,",
      "          windows-1252, iso-8859-1, iso-8859-15) null (cells that mean nothing)",
      "fields    id, username: needed. email, given_name, family_name, display_name, country, locale,",
      "          phone_number, address: a column; columns and join; or a value for all.",
      "          email_verified, enabled, must_change_password: yes or no in the usual words, or yours.",
      "          birth_date: yyyy-MM-dd or a format. created_at: ISO 8601, epoch-seconds,",
      "          epoch-milliseconds or a format, with a zone. imported.NAME: kept encrypted as it is.",
      "password  a column with bcrypt, a PHC string (Argon2, scrypt, PBKDF2) or what passlib, Django,",
      "          Werkzeug or Spring Security write; or parts: {\"algorithm\": {\"value\":",
      "          \"pbkdf2-sha256\"}, \"hash\": \"pw\", \"encoding\": \"hex\", \"salt\": \"salt\",",
      "          \"salt_encoding\": \"text\", \"iterations\": {\"value\": \"10000\"}}; algorithms are",
      "          pbkdf2-sha1, -sha256, -sha512, scrypt (iterations is N; block_size, parallelism),",
      "          bcrypt, argon2id, argon2i, argon2d (memory in KiB, iterations, parallelism)."
    })
final class CsvCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "The file, with a header in its first line.")
  private Path file = Path.of("");

  @Option(names = "--map", paramLabel = "MAP", description = "What the columns mean, see below.")
  private Optional<Path> map = Optional.empty();

  @Option(
      names = "--suggest",
      description = "Print a map guessed from the header, and do nothing else.")
  private boolean suggest;

  @Mixin private ImportOptions options = new ImportOptions();

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    CommandLine line = Objects.requireNonNull(spec).commandLine();
    options.check();
    if (Files.isDirectory(file)) {
      throw new ParameterException(line, file + " is a folder: import its files one by one");
    }
    if (suggest) {
      line.getOut().println(CsvSuggestion.of(file));
      return Main.OK;
    }
    Path given =
        map.orElseThrow(() ->
            new ParameterException(line, "--map is missing; --suggest prints one to begin with"));
    return options.run(() -> CsvFile.read(file, given));
  }
}
