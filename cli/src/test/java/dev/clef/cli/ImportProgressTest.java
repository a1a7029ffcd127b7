package dev.clef.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ImportProgressTest {

  private final StringWriter out = new StringWriter();
  private long nowNanos = 17;

  private ImportProgress progress(boolean terminal) {
    ImportProgress progress =
        new ImportProgress(new PrintWriter(out), terminal, 1_000_000, () -> nowNanos);
    progress.begin(1000, 200_000);
    return progress;
  }

  private void pass(long millis) {
    nowNanos += TimeUnit.MILLISECONDS.toNanos(millis);
  }

  @Test
  void without_a_terminal_there_is_a_line_every_ten_seconds() {
    ImportProgress progress = progress(false);
    pass(9_999);
    progress.at(2000, 300_000);
    assertThat(out.toString()).isEmpty();
    pass(1);
    progress.at(21_000, 400_000);
    pass(5_000);
    progress.at(31_000, 500_000);
    progress.end();
    assertThat(out).hasToString(" 40 %  21,000 records  2,000/s  30 s left\n");
  }

  @Test
  void a_terminal_gets_a_bar_that_renews_itself() {
    ImportProgress progress = progress(true);
    pass(500);
    progress.at(2000, 600_000);
    progress.end();
    assertThat(out)
        .hasToString("\r[##############----------]  60 %  2,000 records  2,000/s  1 s left   \n");
  }

  @Test
  void nothing_taken_yet_divides_by_nothing() {
    ImportProgress progress = progress(true);
    pass(600);
    progress.at(1000, 200_000);
    assertThat(out.toString()).contains("0/s").doesNotContain("NaN", "Infinity");
  }
}
