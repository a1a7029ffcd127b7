package dev.clef.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** No table can be forgotten when a person asks for a copy or for erasure. */
class TableOwnersTest {

  private static final Path MAIN = TestData.root().resolve("server/src/main");

  @Test
  void every_module_with_tables_says_how_a_request_reaches_them() throws IOException {
    for (String module : TableOwners.modules(MAIN.resolve("resources"))) {
      Path info = MAIN.resolve("java/dev/clef").resolve(module).resolve("package-info.java");
      assertThat(TableOwners.judge(module, Files.readString(info), Code.SERVER)).isEmpty();
    }
  }

  @Test
  void the_modules_with_tables_are_found_in_both_databases() {
    assertThat(TableOwners.modules(MAIN.resolve("resources")))
        .contains("audit", "identity", "keys", "rights", "vault");
  }

  @Test
  void a_module_that_says_nothing_is_named() {
    assertThat(TableOwners.judge("law", "/** Rules. */", Code.SERVER))
        .hasValueSatisfying(text -> assertThat(text).contains("law has tables"));
    assertThat(TableOwners.judge("law", "/** Holds no\n * personal data. */", Code.SERVER))
        .isEmpty();
  }

  @Test
  void a_way_that_rights_does_not_go_is_named() {
    assertThat(
            TableOwners.judge(
                "keys", "/** Erased: erased through {@code PersonKeys.reap}. */", Code.SERVER))
        .contains("rights does not call dev.clef.keys.PersonKeys.reap");
    assertThat(
            TableOwners.judge(
                "keys", "/** It is erased\n * through {@code PersonKeys.destroy}. */", Code.SERVER))
        .isEmpty();
  }
}
