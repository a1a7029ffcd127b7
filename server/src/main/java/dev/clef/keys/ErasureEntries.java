package dev.clef.keys;

import dev.clef.platform.db.KeysDb;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL by which erasures are entered into their ledger, which {@link ErasureLedger} reads. */
class ErasureEntries {

  private final JdbcClient jdbc;

  ErasureEntries(@KeysDb JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Enters erasures into the ledger, each once.
   *
   * @return the epoch that stands there for each person: of the first time
   */
  Map<PersonRef, Integer> enter(Map<PersonRef, UUID> certificates, Instant at, int newestEpoch) {
    Map<PersonRef, Integer> stood = new HashMap<>();
    PersonRef.byTenant(certificates.keySet())
        .forEach((tenant, persons) -> {
          UUID[] numbers =
              Arrays.stream(persons)
                  .map(person -> certificates.get(new PersonRef(tenant, person)))
                  .toArray(UUID[]::new);
          jdbc.sql(
                  """
                  insert into keys.erasure (tenant_id, person_id, certificate_id, erased_at, epoch)
                  select ?, person, certificate, ?, ?
                  from unnest(?::uuid[], ?::uuid[]) as n(person, certificate)
                  on conflict do nothing
                  """)
              .params(tenant, Timestamp.from(at), newestEpoch, persons, numbers)
              .update();
          // Without an epoch: entered before there was a second one.
          jdbc.sql(
                  """
                  select person_id, coalesce(epoch, 1) from keys.erasure
                  where tenant_id = ? and person_id = any(?)
                  """)
              .params(tenant, persons)
              .query(row -> {
                stood.put(new PersonRef(tenant, row.getObject(1, UUID.class)), row.getInt(2));
              });
        });
    jdbc.sql("select pg_notify(?, '')").param(NodeLease.CHANNEL).query(row -> {});
    return stood;
  }

  boolean erased(PersonRef person) {
    return jdbc.sql("select 1 from keys.erasure where tenant_id = ? and person_id = ?")
        .params(person.tenantId(), person.personId())
        .query(Integer.class)
        .optional()
        .isPresent();
  }
}
