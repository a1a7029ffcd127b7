package dev.clef.platform.web.pages;

import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.Problem;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;

/** Serves {@link Assets}. */
@Controller
class AssetController {

  private static final Duration YEAR = Duration.ofDays(365);

  private final Assets assets;

  AssetController(Assets assets) {
    this.assets = assets;
  }

  @GetMapping("/assets/{name}")
  ResponseEntity<byte[]> asset(
      @PathVariable String name,
      @RequestParam(name = "v", required = false) @Nullable String v,
      @RequestHeader(name = HttpHeaders.ACCEPT_ENCODING, defaultValue = "") String encodings) {
    Assets.Asset asset = assets.find(name);
    if (asset == null) {
      throw Problem.of(CommonProblem.NOT_FOUND);
    }
    CacheControl caching =
        asset.digest().equals(v)
            ? CacheControl.maxAge(YEAR).cachePublic().immutable()
            : CacheControl.noCache();
    ResponseEntity.BodyBuilder answer =
        ResponseEntity.ok()
            .cacheControl(caching)
            .varyBy(HttpHeaders.ACCEPT_ENCODING)
            .header(HttpHeaders.CONTENT_TYPE, asset.type());
    // Files hold no secret, so packing them tells nobody anything; answers with data stay as they
    // are (BREACH).
    return encodings.contains("gzip")
        ? answer
            .eTag(asset.digest() + "-gzip")
            .header(HttpHeaders.CONTENT_ENCODING, "gzip")
            .body(asset.packed())
        : answer.eTag(asset.digest()).body(asset.content());
  }
}
