package dev.clef.keys;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The table of service keys as a map: first writer wins, as in the database. */
class FakeKeyStore extends KeyStore {

  final Map<String, byte[]> serviceKeys = new HashMap<>();

  FakeKeyStore() {
    super(JdbcClient.create(new DriverManagerDataSource()));
  }

  @Override
  @Nullable ServiceKey serviceKey(String kind, String name, int version) {
    byte[] wrapped = serviceKeys.get(kind + "/" + name + "/" + version);
    return wrapped == null ? null : new ServiceKey(1, wrapped);
  }

  @Override
  int newestServiceKey(String kind, String name) {
    int version = 0;
    while (serviceKeys.containsKey(kind + "/" + name + "/" + (version + 1))) {
      version++;
    }
    return version;
  }

  @Override
  List<String> serviceKeyNames(String kind) {
    return serviceKeys.keySet().stream()
        .filter(key -> key.startsWith(kind + "/"))
        .map(key -> key.substring(kind.length() + 1, key.lastIndexOf('/')))
        .distinct()
        .toList();
  }

  @Override
  void insertServiceKey(String kind, String name, int version, ServiceKey key, Instant at) {
    serviceKeys.putIfAbsent(kind + "/" + name + "/" + version, key.wrappedKey());
  }
}
