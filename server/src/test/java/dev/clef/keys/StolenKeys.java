package dev.clef.keys;

import dev.clef.platform.Randomness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What a copy of the keys database is worth to somebody who has a custodian: opened by the classes
 * that open it in production.
 *
 * @param there people of whom the copy holds wrapped keys
 * @param opened the keys in the clear of those whose keys opened: data, commitment and branch key
 * @param wrapped the data key as the copy holds it
 * @param refusals what was said of the others
 */
public record StolenKeys(
    Set<UUID> there,
    Map<UUID, List<byte[]>> opened,
    Map<UUID, byte[]> wrapped,
    Set<String> refusals) {

  private static final String REGION = "eu";

  /** Tries every row of every epoch. */
  public static StolenKeys open(DataSource copy, KeyCustodian custodian) {
    JdbcClient jdbc = JdbcClient.create(copy);
    BranchKeys branches = branches(jdbc, custodian);
    PersonKeyWrapper wrapper = new PersonKeyWrapper(branches, new Randomness());
    StolenKeys stolen =
        new StolenKeys(new HashSet<>(), new HashMap<>(), new HashMap<>(), new LinkedHashSet<>());
    for (WrappedPerson row : rows(jdbc)) {
      UUID id = row.person().personId();
      stolen.there.add(id);
      stolen.wrapped.put(id, row.dataKey());
      try {
        PersonKey key = wrapper.unwrap(row, new Heads(Map.of(), Map.of()));
        stolen.opened.put(
            id,
            List.of(key.dataKey().copy(), key.commitmentKey().copy(), branches.key(row.branch())));
      } catch (CustodianUnavailable e) {
        stolen.refusals.add(
            e.getCause() instanceof KeyUnavailable cause ? cause.getMessage() : "" + e);
      }
    }
    return stolen;
  }

  /** How many branch keys of an epoch open under any key the custodian has, whatever its name. */
  public static int branchesOpened(DataSource copy, KeyCustodian custodian, int epoch) {
    List<WrappingKeyId> keys = new ArrayList<>(custodian.regionalKeys());
    keys.add(WrappingKeyId.Root.FIRST);
    List<Boolean> rows =
        JdbcClient.create(copy)
            .sql(
                "select tenant_id, shard, version, wrapped_key from keys.branch_key where epoch = ?")
            .param(epoch)
            .query((row, n) -> {
              byte[] wrapped = row.getBytes("wrapped_key");
              byte[] context =
                  Context.of("clef-branch-key-v1")
                      .text(REGION)
                      .text(row.getString("tenant_id"))
                      .number(row.getInt("shard"))
                      .number(epoch)
                      .number(row.getInt("version"))
                      .bytes();
              return keys.stream().anyMatch(key -> opens(custodian, key, context, wrapped));
            })
            .list();
    if (rows.isEmpty()) {
      throw new AssertionError("no branch keys of epoch " + epoch);
    }
    return (int) rows.stream().filter(opened -> opened).count();
  }

  private static boolean opens(
      KeyCustodian custodian, WrappingKeyId key, byte[] context, byte[] wrapped) {
    try {
      return custodian.unwrap(key, context, wrapped).length > 0;
    } catch (EnvelopeRejected notThis) {
      return false;
    }
  }

  /** The 32 bytes of a regional key in a folder of keys. */
  public static byte[] regionalKey(Path custody, int epoch) throws IOException {
    String label = new WrappingKeyId.Regional(REGION, epoch).label();
    byte[] context = Context.of("clef-custodian-v1").text(label).bytes();
    return WrappedKey.unwrap(rootKey(custody), context, stored(custody, label));
  }

  /** The 32 bytes of the root key in a folder of keys. */
  public static byte[] rootKey(Path custody) throws IOException {
    return stored(custody, WrappingKeyId.Root.FIRST.label());
  }

  private static byte[] stored(Path custody, String label) throws IOException {
    String line = Files.readString(custody.resolve(label + ".key")).strip();
    return HexFormat.of().parseHex(line.substring(line.lastIndexOf(' ') + 1));
  }

  private static BranchKeys branches(JdbcClient jdbc, KeyCustodian custodian) {
    return new BranchKeys(
        new KeyStore(jdbc), custodian, new Randomness(), Clock.systemUTC(), REGION, false);
  }

  private static List<WrappedPerson> rows(JdbcClient jdbc) {
    return jdbc.sql("select * from keys.person_key order by epoch")
        .query((row, n) -> PersonKeyStore.wrapped(row))
        .list();
  }
}
