package dev.clef.platform.web.pages;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;

/**
 * The files pages load, by name. Each address carries a digest of the content, so browsers keep a
 * file for a year and never an old one. Nothing outside {@code /assets} of the class path is
 * served.
 */
@Component
public final class Assets {

  private static final Map<String, String> TYPES =
      Map.of(
          "css", "text/css;charset=UTF-8",
          "js", "text/javascript;charset=UTF-8",
          "svg", "image/svg+xml;charset=UTF-8");

  /** Libraries, by the name they have here. */
  private static final Map<String, String> LIBRARIES =
      Map.of("htmx.js", "META-INF/resources/webjars/htmx.org/*/dist/htmx.min.js");

  /**
   * One file.
   *
   * @param packed the content as gzip
   */
  record Asset(String type, String digest, byte[] content, byte[] packed) {}

  private final Map<String, Asset> assets = new HashMap<>();

  Assets() {
    try {
      for (Resource file :
          new PathMatchingResourcePatternResolver().getResources("classpath:/assets/*.*")) {
        add(String.valueOf(file.getFilename()), file);
      }
      for (Map.Entry<String, String> library : LIBRARIES.entrySet()) {
        Resource[] found =
            new PathMatchingResourcePatternResolver()
                .getResources("classpath*:" + library.getValue());
        if (found.length != 1) {
          throw new IllegalStateException("not on the class path once: " + library.getKey());
        }
        add(library.getKey(), found[0]);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the class path is readable", e);
    }
  }

  private void add(String name, Resource file) throws IOException {
    String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    if (type != null) {
      byte[] content = file.getContentAsByteArray();
      assets.put(name, new Asset(type, digest(content), content, packed(content)));
    }
  }

  private static byte[] packed(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    }
    return bytes.toByteArray();
  }

  /**
   * The address of a file.
   *
   * @throws IllegalArgumentException when there is no such file
   */
  public String url(String name) {
    return "/assets/" + name + "?v=" + require(name).digest();
  }

  private Asset require(String name) {
    Asset asset = assets.get(name);
    if (asset == null) {
      throw new IllegalArgumentException("no such asset: " + name);
    }
    return asset;
  }

  @Nullable Asset find(String name) {
    return assets.get(name);
  }

  /** Tells versions apart; nobody is protected by it. */
  private static String digest(byte[] content) {
    CRC32C crc = new CRC32C();
    crc.update(content);
    return Long.toHexString(crc.getValue());
  }
}
