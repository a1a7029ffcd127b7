package dev.clef.keys;

import java.time.Instant;
import java.util.HashMap;
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
  byte @Nullable [] serviceKey(String kind, String name, int version) {
    return serviceKeys.get(kind + "/" + name + "/" + version);
  }

  @Override
  void insertServiceKey(String kind, String name, int version, byte[] wrapped, Instant at) {
    serviceKeys.putIfAbsent(kind + "/" + name + "/" + version, wrapped);
  }
}
