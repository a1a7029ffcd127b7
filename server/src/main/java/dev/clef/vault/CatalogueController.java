package dev.clef.vault;

import dev.clef.platform.web.openapi.Described;
import dev.clef.subject.Catalogue;
import dev.clef.subject.Datum;
import dev.clef.subject.Retention;
import dev.clef.subject.Role;
import dev.clef.subject.Special;
import dev.clef.subject.Use;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The catalogue of personal data, for whoever holds the operator token; {@code ./clef catalogue} is
 * its client. It tells kinds of data and figures, and nothing about anybody.
 */
@RestController
@RequestMapping("/api/v1/catalogue")
class CatalogueController {

  private final FieldUse use;

  CatalogueController(FieldUse use) {
    this.use = use;
  }

  @Described(
      value = "Every kind of personal data: why, how long, where, who may do what. Operator.",
      problems = {"forbidden"})
  @GetMapping
  Everything all() {
    return new Everything(Catalogue.all().stream().map(CatalogueController::entry).toList());
  }

  @Described(
      value =
          "Who read which fields last and for what, and which of them nobody has read for long."
              + " Operator.",
      problems = {"forbidden"})
  @GetMapping("/unread")
  FieldUse.Report unread() {
    return use.report();
  }

  private static Entry entry(Datum datum) {
    return new Entry(
        datum.name(),
        datum.about().code(),
        datum.category().code(),
        datum.sensitivity().code(),
        datum.protection().code(),
        datum.purpose().code(),
        datum.basis().code(),
        datum.retention().code(),
        datum.retention() instanceof Retention.For some ? some.setting() : null,
        datum.readers().stream().map(Role::code).toList(),
        datum.special().stream().sorted().map(Special::code).toList(),
        datum.uses().stream().map(CatalogueController::allowed).toList(),
        datum.columns().stream().sorted().toList(),
        datum.api().stream().sorted().toList());
  }

  private static Allowed allowed(Use use) {
    return new Allowed(
        use.act().code(), use.role().code(), use.purpose().code(), use.basis().code());
  }

  /** The whole catalogue. */
  record Everything(List<Entry> data) {}

  /**
   * One kind of data.
   *
   * @param retention {@code account}, a period of ISO 8601, or {@code no_end}
   * @param setting what changes the period; null when nothing does
   */
  record Entry(
      String name,
      String about,
      String category,
      String sensitivity,
      String protection,
      String purpose,
      String basis,
      String retention,
      @Nullable String setting,
      List<String> readers,
      List<String> special,
      List<Allowed> uses,
      List<String> columns,
      List<String> api) {}

  /** One thing that may be done with it. */
  record Allowed(String act, String role, String purpose, String basis) {}
}
