package dev.clef.keys;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The tables of epochs and service keys as maps: first writer wins, as in the database. */
class FakeKeyStore extends KeyStore {

  final Map<String, byte[]> serviceKeys = new HashMap<>();
  final Set<String> epochs = new HashSet<>();

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

  @Override
  boolean epochExists(String region, int epoch) {
    return epochs.contains(region + "/" + epoch);
  }

  @Override
  void insertEpoch(String region, int epoch, Instant at) {
    epochs.add(region + "/" + epoch);
  }
}
