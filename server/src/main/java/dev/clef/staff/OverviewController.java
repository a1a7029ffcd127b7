package dev.clef.staff;

import dev.clef.platform.web.openapi.Described;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The figures of the operator's home. */
@RestController
@RequestMapping("/api/v1/staff")
class OverviewController {

  private final Overview overview;

  OverviewController(Overview overview) {
    this.overview = overview;
  }

  /** All of them, taken now. */
  @Described(
      value = "The installation in numbers: people, days, erasures, log, imports, health. Staff.",
      problems = {"not_signed_in", "forbidden"})
  @GetMapping("/overview")
  OverviewFigures overview() {
    return overview.now();
  }
}
