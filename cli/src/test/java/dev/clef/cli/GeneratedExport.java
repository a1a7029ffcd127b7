package dev.clef.cli;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** Exports of any size in the shape Keycloak gives them; nobody's passwords fit the hashes. */
final class GeneratedExport {

  private GeneratedExport() {}

  /** Writes a realm with so many users and returns the file. */
  static Path write(Path file, String realm, int users) throws IOException {
    try (Writer out = Files.newBufferedWriter(file)) {
      out.write("{\n  \"realm\" : \"" + realm + "\",\n  \"users\" : [");
      for (int i = 0; i < users; i++) {
        out.write(i == 0 ? " " : ", ");
        out.write(user(realm, i));
      }
      out.write(" ]\n}\n");
    }
    return file;
  }

  /** One user, over several lines. */
  static String user(String realm, int i) {
    UUID id = UUID.nameUUIDFromBytes((realm + i).getBytes(StandardCharsets.UTF_8));
    return """
    {
        "id" : "%s",
        "username" : "person%d.%s",
        "firstName" : "Given%d",
        "lastName" : "Family%d",
        "email" : "person%d.%s@post.example",
        "emailVerified" : %b,
        "attributes" : {
          "birthdate" : [ "%d-%02d-%02d" ],
          "country" : [ "AT" ],
          "locale" : [ "de-AT" ],
          "marketing_opt_in" : [ "true" ]
        },
        "enabled" : true,
        "createdTimestamp" : %d,
        "credentials" : [ {
          "type" : "password",
          "secretData" : "{\\"value\\":\\"%s=\\",\\"salt\\":\\"%s==\\",\\"additionalParameters\\":{}}",
          "credentialData" : "{\\"hashIterations\\":5,\\"algorithm\\":\\"argon2\\",\\"additionalParameters\\":{\\"hashLength\\":[\\"32\\"],\\"memory\\":[\\"7168\\"],\\"type\\":[\\"id\\"],\\"version\\":[\\"1.3\\"],\\"parallelism\\":[\\"1\\"]}}"
        } ],
        "requiredActions" : [ ],
        "realmRoles" : [ "default-roles" ],
        "groups" : [ "/fans" ]
      }\
    """
        .formatted(
            id,
            i,
            realm,
            i,
            i % 977,
            i,
            realm,
            i % 3 > 0,
            1950 + i % 50,
            1 + i % 12,
            1 + i % 28,
            1_600_000_000_000L + i,
            "A".repeat(43),
            "B".repeat(22));
  }
}
