package dev.clef.platform.web.lanes;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;

/**
 * Addresses of one lane, contributed by a module as a bean.
 *
 * @param method null for all
 * @param parameters whether forms sent there are read as parameters of the request, as the
 *     standards of OAuth have it; all other bodies are read as bytes
 * @param patterns path patterns of Spring
 */
public record LanePaths(
    Lane lane, @Nullable HttpMethod method, boolean parameters, List<String> patterns) {

  public LanePaths {
    patterns = List.copyOf(patterns);
  }

  /** Of requests of one method. */
  public static LanePaths of(Lane lane, HttpMethod method, String... patterns) {
    return new LanePaths(lane, method, false, List.of(patterns));
  }

  /** Of all requests there; their forms are read as parameters. */
  public static LanePaths withParameters(Lane lane, String... patterns) {
    return new LanePaths(lane, null, true, List.of(patterns));
  }
}
