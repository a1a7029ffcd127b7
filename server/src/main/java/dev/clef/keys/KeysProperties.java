package dev.clef.keys;

import dev.clef.keys.pkcs11.Mechanisms;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the key hierarchy.
 *
 * @param region the region whose keys this cell uses; part of every ciphertext's context, so it
 *     never changes
 * @param envelopeSuite what new envelopes are made by; 1 while nodes run that know no other
 * @param strict whether the custodian is asked for every look-up of a person's keys, instead of
 *     once for a branch; as fast as the custodian is
 * @param cacheFor how long an unwrapped person key may be used before it is looked up again
 * @param cacheSize how many person keys are kept unwrapped
 * @param cacheUses how often an unwrapped person key may be used before it is looked up again
 * @param lease how long a node that is out of touch with the keys database goes on serving; another
 *     node's erasure waits that long for it
 * @param epochEvery how often the epoch changes by itself; 0 for only when asked
 * @param epochHold how long a retired epoch is kept before its key is destroyed
 * @param signingOverlap how long a retired signing key signs beside the current one
 * @param custodian who holds the keys that wrap the others
 * @param pkcs11 settings of {@link Custodian#PKCS11}
 * @param leaving the custodian that had the keys before and still opens what it wrapped
 */
@ConfigurationProperties("clef.keys")
public record KeysProperties(
    @DefaultValue("eu") String region,
    @DefaultValue("2") int envelopeSuite,
    @DefaultValue("false") boolean strict,
    @DefaultValue("5s") Duration cacheFor,
    @DefaultValue("10000") int cacheSize,
    @DefaultValue("10000") long cacheUses,
    @DefaultValue("5s") Duration lease,
    @DefaultValue("7d") Duration epochEvery,
    @DefaultValue("24h") Duration epochHold,
    @DefaultValue("30d") Duration signingOverlap,
    @DefaultValue("file") Custodian custodian,
    @DefaultValue Pkcs11 pkcs11,
    @Nullable Custodian leaving) {

  /** Where the keys at the top of the hierarchy are. */
  public enum Custodian {
    /** In a folder of the data folder. */
    FILE,
    /** In a hardware security module. */
    PKCS11
  }

  /**
   * The token of a hardware security module.
   *
   * @param library the PKCS#11 module of its vendor
   * @param token its label
   * @param pinFile a file with the PIN that only its owner may read; without it the terminal asks
   * @param prefix in front of the label of every key
   * @param replicas further tokens, each with keys of its own; any one of them opens everything
   * @param sessions how many calls it gets at once
   * @param aesKeyGen the number of {@code CKM_AES_KEY_GEN}
   * @param aesGcm the number of {@code CKM_AES_GCM}
   * @param edKeyGen the number of {@code CKM_EC_EDWARDS_KEY_PAIR_GEN}
   * @param eddsa the number of {@code CKM_EDDSA}
   */
  public record Pkcs11(
      @Nullable Path library,
      @DefaultValue("clef") String token,
      @Nullable Path pinFile,
      @DefaultValue("clef-") String prefix,
      @DefaultValue List<Replica> replicas,
      @DefaultValue("4") int sessions,
      @DefaultValue("0x1080") String aesKeyGen,
      @DefaultValue("0x1087") String aesGcm,
      @DefaultValue("0x1055") String edKeyGen,
      @DefaultValue("0x1057") String eddsa) {

    public Pkcs11 {
      if (sessions < 1 || sessions > 1000) {
        throw new IllegalArgumentException("clef.keys.pkcs11.sessions: 1 to 1000");
      }
    }

    /**
     * A further token.
     *
     * @param library its module; the same when missing
     * @param token its label
     * @param pinFile its PIN; the same file when missing
     * @param leaving whether it is to be emptied: it makes no new keys and wraps nothing new
     */
    public record Replica(
        @Nullable Path library,
        String token,
        @Nullable Path pinFile,
        @DefaultValue("false") boolean leaving) {}

    Mechanisms mechanisms() {
      return new Mechanisms(
          Long.decode(aesKeyGen), Long.decode(aesGcm), Long.decode(edKeyGen), Long.decode(eddsa));
    }
  }

  public KeysProperties {
    if (!region.matches("[a-z0-9-]{1,32}")) {
      throw new IllegalArgumentException("clef.keys.region: 1 to 32 of a-z, 0-9 and -");
    }
    if (envelopeSuite != 1 && envelopeSuite != 2) {
      throw new IllegalArgumentException("clef.keys.envelope-suite: 1 or 2");
    }
    if (cacheFor.isNegative() || cacheFor.compareTo(Duration.ofMinutes(5)) > 0) {
      throw new IllegalArgumentException("clef.keys.cache-for: between 0 and 5 minutes");
    }
    if (lease.compareTo(Duration.ofSeconds(2)) < 0 || lease.compareTo(Duration.ofMinutes(1)) > 0) {
      throw new IllegalArgumentException("clef.keys.lease: between 2 s and 1 minute");
    }
    if (epochEvery.isNegative() || epochHold.isNegative() || signingOverlap.isNegative()) {
      throw new IllegalArgumentException(
          "clef.keys.epoch-every, epoch-hold, signing-overlap: 0 or more");
    }
    if (leaving == custodian || leaving == Custodian.PKCS11) {
      throw new IllegalArgumentException(
          "clef.keys.leaving: file, when clef.keys.custodian is pkcs11; a token leaves by"
              + " clef.keys.pkcs11.replicas[N].leaving");
    }
    if (cacheSize < 0 || cacheUses < 1) {
      throw new IllegalArgumentException("clef.keys.cache-size: 0 or more, cache-uses: 1 or more");
    }
  }
}
