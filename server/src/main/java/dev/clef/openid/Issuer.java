package dev.clef.openid;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.util.UrlUtils;
import org.springframework.web.util.UriComponentsBuilder;

/** The name of the provider: as set, or the origin a request was sent to. */
public record Issuer(@Nullable String fixed) {

  /** Towards whoever sent this request. */
  public String of(HttpServletRequest request) {
    if (fixed != null) {
      return fixed;
    }
    return UriComponentsBuilder.fromUriString(UrlUtils.buildFullRequestUrl(request))
        .replacePath(null)
        .replaceQuery(null)
        .fragment(null)
        .build()
        .toUriString();
  }
}
