package dev.clef.platform.db;

import dev.clef.platform.StartRefused;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * The SQL files of all modules for one database, as the classpath has them.
 *
 * @param location {@code db/migration} for the data, {@code db/keys} for the keys
 * @param modules the modules that have files, in the order they run
 * @param fingerprint one line for each file, with its checksum: equal only when nothing is new
 */
record MigrationFiles(String location, List<String> modules, String fingerprint) {

  static final String DATA = "db/migration";
  static final String KEYS = "db/keys";

  private static final String ORDER = "db/modules.txt";

  /**
   * @throws StartRefused when a module with migrations is missing in the order
   */
  static MigrationFiles read(String location) {
    return read(location, ORDER);
  }

  static MigrationFiles read(String location, String orderFile) {
    var resolver = new PathMatchingResourcePatternResolver();
    try {
      var lines = new TreeMap<String, String>();
      var found = new TreeMap<String, Integer>();
      for (Resource file : resolver.getResources("classpath*:" + location + "/*/*.sql")) {
        String[] path = file.getURL().getPath().split("/", -1);
        String module = path[path.length - 2];
        found.merge(module, 1, Integer::sum);
        lines.put(
            module + "/" + path[path.length - 1],
            Long.toHexString(checksum(file.getInputStream())));
      }
      List<String> modules = new ArrayList<>(order(resolver, orderFile));
      modules.retainAll(found.keySet());
      if (modules.size() != found.size()) {
        found.keySet().removeAll(modules);
        throw new StartRefused(
            "Migrations of modules that " + orderFile + " does not name: " + found);
      }
      return new MigrationFiles(location, List.copyOf(modules), lines.toString());
    } catch (IOException e) {
      throw new StartRefused("The migrations in " + location + " cannot be read.", e);
    }
  }

  private static List<String> order(PathMatchingResourcePatternResolver resolver, String file)
      throws IOException {
    return resolver
        .getResource("classpath:" + file)
        .getContentAsString(StandardCharsets.UTF_8)
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .toList();
  }

  private static long checksum(InputStream in) throws IOException {
    var crc = new CRC32();
    try (in) {
      crc.update(in.readAllBytes());
    }
    return crc.getValue();
  }
}
