package dev.clef.platform.web.limits;

import java.util.Set;
import org.springframework.util.unit.DataSize;

/**
 * What one address takes as a body, when it is not the ordinary (JSON of at most {@code
 * clef.web.body-limit}).
 *
 * @param pattern a path pattern of Spring, such as {@code /imports/**}
 * @param limit the most bytes of a body
 * @param mediaTypes lower case, without parameters, such as {@code text/csv}; never one of the
 *     three a foreign form can send without a preflight, see {@code CrossSiteFilter}; the forms of
 *     our own pages are the exception, see {@link #form}
 */
public record BodyRule(String pattern, DataSize limit, Set<String> mediaTypes) {

  private static final Set<String> FORMS =
      Set.of("application/x-www-form-urlencoded", "multipart/form-data", "text/plain");

  /** What the browser sends for a form of a page. */
  private static final Set<String> PAGE_FORM = Set.of("application/x-www-form-urlencoded");

  public BodyRule {
    mediaTypes = Set.copyOf(mediaTypes);
    if (!mediaTypes.equals(PAGE_FORM) && mediaTypes.stream().anyMatch(FORMS::contains)) {
      throw new IllegalArgumentException("a media type of forms: " + mediaTypes);
    }
  }

  /**
   * A page that takes its own form, also without scripts. Only the same-site cookie and {@code
   * CrossSiteFilter} stand between it and a foreign form, so nothing but pages may be named here.
   */
  public static BodyRule form(String pattern) {
    return new BodyRule(pattern, DataSize.ofKilobytes(16), PAGE_FORM);
  }
}
