package dev.clef.cli;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;

/** CSV files of any size; nobody's passwords fit the hashes. */
final class GeneratedCsv {

  private GeneratedCsv() {}

  /** Writes a file with so many people and returns it. */
  static Path write(Path file, String system, int people) throws IOException {
    try (Writer out = Files.newBufferedWriter(file)) {
      out.write("id,login,mail,first,last,born,since,hash,genre\r\n");
      for (int i = 0; i < people; i++) {
        out.write(row(system, i));
      }
    }
    return file;
  }

  /** One person; the last cell goes over two lines. */
  static String row(String system, int i) {
    return "%d,person%d.%s,person%d.%s@post.example,Given%d,Family%d,1985-06-%02d,2021-03-04 05:06:07,"
            .formatted(i, i, system, i, system, i, i, 1 + i % 28)
        + "$2b$12$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW,\"jazz, \"\"free\"\"\nfado\"\r\n";
  }

  /** The map of these files. */
  static Path map(Path file, String system) throws IOException {
    return Files.writeString(
        file,
        """
        {"system": "%s", "fields": {"id": "id", "username": "login", "email": "mail",
         "given_name": "first", "family_name": "last", "birth_date": "born",
         "created_at": "since", "password": "hash", "country": {"value": "AT"},
         "imported.genre": "genre"}}
        """
            .formatted(system));
  }
}
