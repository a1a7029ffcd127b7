package dev.clef.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clef.ledger.Bytes;
import dev.clef.ledger.Checkpoint;
import dev.clef.ledger.Hash;
import dev.clef.ledger.KeyType;
import dev.clef.ledger.SignedNote;
import dev.clef.ledger.VerifierKey;
import dev.clef.platform.db.SequencerDb;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Running;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Checkpoints go to witnesses, on the real database and by real HTTP. */
@ClefServer
class WitnessesTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final Running clef;
  private final AuditLog log;
  private final LogKeys keys;
  private final Clock clock;
  private final TreeStore tree;
  private final CosignatureStore cosignatures;
  private final WitnessStore store;
  private final JdbcClient sequencer;
  private final DataSource dataSource;
  private final String origin;
  private TestWitness first;
  private TestWitness second;

  @Autowired
  WitnessesTest(
      Running clef,
      AuditLog log,
      LogKeys keys,
      Clock clock,
      DataSource dataSource,
      @SequencerDb JdbcClient jdbc,
      @SequencerDb DataSource sequencing) {
    this.clef = clef;
    this.log = log;
    this.keys = keys;
    this.clock = clock;
    this.dataSource = dataSource;
    this.tree = new TreeStore(jdbc, sequencing);
    this.cosignatures = new CosignatureStore(jdbc);
    this.store = new WitnessStore(jdbc);
    this.sequencer = jdbc;
    this.origin = tree.origin().orElseThrow();
  }

  @BeforeEach
  void two_witnesses() {
    first = new TestWitness("w.example/1", KeyType.ED25519_COSIGNATURE, logKeys());
    second = new TestWitness("w.example/2", KeyType.ML_DSA_44, logKeys());
  }

  @AfterEach
  void stop() {
    first.close();
    second.close();
  }

  private List<VerifierKey> logKeys() {
    return Stream.concat(keys.all().stream(), keys.allTimed().stream())
        .map(key -> LogKeys.verifier(origin, key))
        .toList();
  }

  private WitnessPolicy both() {
    return policy(first.line("a") + second.line("b") + "group g all a b\nquorum g\n");
  }

  private static WitnessPolicy policy(String text) {
    return WitnessPolicy.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private Witnesses witnesses(WitnessPolicy policy) {
    WitnessClient client = new WitnessClient(TIMEOUT);
    return new Witnesses(
        tree,
        cosignatures,
        store,
        policy,
        name -> new Submission(tree, client, logKeys()),
        log,
        clock);
  }

  private Published published(WitnessPolicy policy) {
    return new Published(
        tree, cosignatures, Optional.of(policy), () -> {}, Duration.ofSeconds(1), clock);
  }

  private SignedNote grown() {
    long before = tree.frontier().size();
    log.appendAlone(AuditEvent.service("test.happened"), null);
    return Awaitility.await()
        .until(
            () -> tree.latestNote().map(SignedNote::parse), // none before the first
            note -> note.filter(it -> size(it) > before).isPresent())
        .orElseThrow();
  }

  private static long size(SignedNote note) {
    return Checkpoint.parse(note.text()).size();
  }

  private WitnessState state(WitnessPolicy policy, int witness) {
    return store.find(policy.witnesses().get(witness).url().toString()).orElseThrow();
  }

  @Test
  void every_checkpoint_has_both_signatures_of_the_log() {
    grown();
    SignedNote note = SignedNote.parse(clef.client().get("/log/checkpoint").text());
    List<VerifierKey> listed =
        clef.client()
            .get("/log/keys")
            .json()
            .get("keys")
            .valueStream()
            .filter(key -> key.get("state").asString().equals("current"))
            .map(key -> VerifierKey.parse(key.get("vkey").asString()))
            .toList();
    assertThat(listed.stream().map(VerifierKey::type))
        .containsExactly(KeyType.ED25519, KeyType.ML_DSA_44);
    assertThat(listed).allMatch(note::isSignedBy);
    assertThat(note.cosignedAt(listed.getLast())).isPresent();
    assertThat(clef.verifyLog(listed.getLast()).getClass().getSimpleName()).isEqualTo("Verified");
  }

  @Test
  void a_checkpoint_is_shown_when_enough_have_cosigned_it() {
    WitnessPolicy policy = both();
    Witnesses witnesses = witnesses(policy);
    Published published = published(policy);
    sequencer.sql("delete from audit.witnessed").update();
    SignedNote note = grown();
    assertThat(published.checkpoint()).as("until the first time").isEqualTo(tree.latestNote());
    assertThat(witnesses.bring(note, policy.witnesses().get(0))).isTrue();
    assertThat(cosignatures.newestWitnessed(policy.digest())).isEmpty();
    assertThat(witnesses.bring(note, policy.witnesses().get(1))).isTrue();
    assertThat(cosignatures.newestWitnessed(policy.digest())).contains(size(note));
    SignedNote later = grown();
    assertThat(witnesses.bring(later, policy.witnesses().get(0))).as("with a proof").isTrue();
    SignedNote shown = SignedNote.parse(published.checkpoint().orElseThrow());
    assertThat(shown.text()).as("the later one lacks one").isEqualTo(note.text());
    assertThat(policy.policy().of(shown).holds()).isTrue();
    assertThat(logKeys()).anyMatch(shown::isSignedBy);
    assertThat(state(policy, 0).size()).isEqualTo(size(later));
    assertThat(first.asked).as("it was known what they had").hasValue(2);
  }

  @Test
  void a_policy_written_otherwise_is_the_same_and_a_new_one_begins_with_what_was_witnessed() {
    WitnessPolicy policy = both();
    assertThat(
            policy("# ours\n" + second.line("b") + first.line("a") + "group g 2 b a\n\nquorum g\n")
                .digest())
        .isEqualTo(policy.digest());
    WitnessPolicy one = policy(first.line("a") + "quorum a\n");
    assertThat(one.digest()).isNotEqualTo(policy.digest());
    SignedNote note = grown();
    policy.witnesses().forEach(witness -> witnesses(policy).bring(note, witness));
    Published newer = published(one);
    SignedNote later = grown();
    assertThat(SignedNote.parse(newer.checkpoint().orElseThrow()).text())
        .as("what another policy asked for is better than nothing")
        .isEqualTo(note.text());
    assertThat(witnesses(one).bring(later, one.witnesses().getFirst())).isTrue();
    assertThat(SignedNote.parse(newer.checkpoint().orElseThrow()).text()).isEqualTo(later.text());
    dropWitnessed(size(later));
    assertThat(SignedNote.parse(newer.checkpoint().orElseThrow()).text())
        .as("never less than was shown")
        .isEqualTo(later.text());
  }

  @Test
  void a_receipt_waits_for_witnesses_for_its_time_and_no_longer() {
    WitnessPolicy policy = both();
    Published published = published(policy);
    SignedNote note = grown();
    long index = size(note) - 1;
    assertThat(published.covering(index, clock.instant())).isEmpty();
    assertThat(published.covering(index, clock.instant().minusMillis(1001))).isPresent();
    Witnesses witnesses = witnesses(policy);
    policy.witnesses().forEach(witness -> witnesses.bring(note, witness));
    SignedNote proof = published.covering(index, clock.instant()).orElseThrow();
    assertThat(policy.policy().of(proof).holds()).isTrue();
  }

  @Test
  void a_fork_raises_the_alarm_once_and_keeps_the_evidence() {
    WitnessPolicy policy = both();
    Witnesses witnesses = witnesses(policy);
    long suspected = count("log.fork_suspected");
    long settled = count("log.fork_settled");
    SignedNote note = grown();
    Checkpoint other = new Checkpoint(origin, size(note), Hash.of(new byte[Hash.SIZE]));
    SignedNote forked = other.sign(keys.signers(origin));
    first.last = Optional.of(forked);
    assertThat(witnesses.bring(note, policy.witnesses().getFirst())).isFalse();
    assertThat(state(policy, 0).stand())
        .as("two roots of one size")
        .isEqualTo(WitnessState.Stand.DISAGREES);
    SignedNote later = grown();
    assertThat(witnesses.bring(later, policy.witnesses().getFirst())).isFalse();
    assertThat(state(policy, 0).stand()).isEqualTo(WitnessState.Stand.DISAGREES);
    assertThat(
            clef.data()
                .count("select count(*) from audit.witness where evidence = ?", forked.toString()))
        .isEqualTo(1);
    assertThat(count("log.fork_suspected")).isEqualTo(suspected + 1);
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    WitnessWatch watch =
        new WitnessWatch(meters, tree, cosignatures, store, Optional.of(policy), clock);
    watch.look();
    assertThat(watch.health().getStatus()).isEqualTo(WitnessWatch.DEGRADED);
    first.nonsense = Optional.of("");
    assertThat(witnesses.bring(grown(), policy.witnesses().getFirst())).isFalse();
    assertThat(state(policy, 0).stand()).isEqualTo(WitnessState.Stand.AWAY);
    watch.look();
    assertThat(watch.health().getStatus()).as("away is no word").isEqualTo(WitnessWatch.DEGRADED);
    assertThat(meters.get("clef.log.fork").gauge().value()).isEqualTo(1);
    assertThat(meters.get("clef.log.witness").tag("name", "w.example/1").gauge().value())
        .isEqualTo(-1);
    first.nonsense = Optional.empty();
    first.last = Optional.empty();
    assertThat(witnesses.bring(grown(), policy.witnesses().getFirst())).isTrue();
    assertThat(count("log.fork_settled")).as("it may change its mind").isEqualTo(settled);
    clef.data().update("update audit.witness set since = since - interval '1 hour'");
    SignedNote last = grown();
    policy.witnesses().forEach(witness -> assertThat(witnesses.bring(last, witness)).isTrue());
    assertThat(count("log.fork_settled")).isEqualTo(settled + 1);
    watch.look();
    assertThat(watch.health().getStatus().getCode()).isEqualTo("UP");
    assertThat(count("log.fork_suspected")).isEqualTo(suspected + 1);
  }

  @Test
  void two_roots_of_one_size_are_a_fork_though_the_witness_says_no_size() {
    WitnessPolicy policy = policy(first.line("a") + "quorum a\n");
    Witnesses witnesses = witnesses(policy);
    SignedNote note = grown();
    Checkpoint other = new Checkpoint(origin, size(note), Hash.of(new byte[Hash.SIZE]));
    first.last = Optional.of(other.sign(keys.signers(origin)));
    store.cosigned(policy.witnesses().getFirst().url().toString(), size(note), clock.instant());
    first.tellsSize = false;
    assertThat(witnesses.bring(note, policy.witnesses().getFirst())).isFalse();
    assertThat(state(policy, 0).stand()).isEqualTo(WitnessState.Stand.DISAGREES);
  }

  /** Entries of a kind; days are counted a little behind the log. */
  private long count(String kind) {
    long size = size(grown());
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> clef.data().count("select size from audit.counted") >= size);
    return clef.data()
        .count(
            "select coalesce(sum(count), 0)::bigint from audit.daily_count where kind = ?", kind);
  }

  @Test
  void a_witness_that_has_more_than_there_is_disagrees_and_one_that_was_overtaken_does_not() {
    WitnessPolicy policy = policy(second.line("b") + "quorum b\n");
    Witnesses witnesses = witnesses(policy);
    SignedNote note = grown();
    SignedNote later = grown();
    assertThat(witnesses.bring(later, policy.witnesses().getFirst())).isTrue();
    assertThat(witnesses.bring(note, policy.witnesses().getFirst())).as("no failure").isTrue();
    assertThat(state(policy, 0).stand())
        .as("an older checkpoint came too late")
        .isEqualTo(WitnessState.Stand.AGREES);
    Checkpoint ahead =
        new Checkpoint(origin, size(later) + 1_000_000, Hash.of(new byte[Hash.SIZE]));
    second.last = Optional.of(ahead.sign(keys.signers(origin)));
    assertThat(witnesses.bring(later, policy.witnesses().getFirst())).isFalse();
    assertThat(state(policy, 0).stand()).isEqualTo(WitnessState.Stand.DISAGREES);
    second.last = Optional.empty();
    assertThat(witnesses.bring(grown(), policy.witnesses().getFirst()))
        .as("the witness began anew")
        .isTrue();
  }

  @Test
  void what_is_wrong_or_late_is_not_kept() {
    WitnessPolicy policy = policy(first.line("a") + "quorum a\n");
    Witnesses witnesses = witnesses(policy);
    SignedNote note = grown();
    Checkpoint other = new Checkpoint(origin, 1, Hash.of(new byte[Hash.SIZE]));
    String wrong = other.sign(first.signer).signatures().getFirst().toString();
    for (String nonsense : List.of(wrong, "— a AAAAAAA=\n", "", "hello\n", "x".repeat(100_000))) {
      first.nonsense = Optional.of(nonsense);
      assertThat(witnesses.bring(note, policy.witnesses().getFirst())).isFalse();
      assertThat(state(policy, 0).stand()).isEqualTo(WitnessState.Stand.AWAY);
    }
    first.nonsense = Optional.empty();
    first.delay = Duration.ofSeconds(30);
    long startNanos = System.nanoTime();
    assertThat(witnesses.bring(note, policy.witnesses().getFirst())).isFalse();
    assertThat(Duration.ofNanos(System.nanoTime() - startNanos))
        .isBetween(TIMEOUT, TIMEOUT.plusSeconds(2));
    assertThat(cosignatures.newestWitnessed(policy.digest())).isEmpty();
    first.delay = Duration.ZERO;
    assertThat(witnesses.bring(note, policy.witnesses().getFirst())).isTrue();
    TestWitness stranger =
        new TestWitness("w.example/3", KeyType.ML_DSA_44, List.of(first.signer.key()));
    try (stranger) {
      WitnessPolicy refusing = policy(stranger.line("c") + "quorum c\n");
      assertThat(witnesses(refusing).bring(note, refusing.witnesses().getFirst())).isFalse();
      assertThat(state(refusing, 0).stand()).isEqualTo(WitnessState.Stand.REFUSES);
    }
  }

  @Test
  void rounds_bring_what_is_new_to_all_though_one_is_slow_and_another_dead() {
    TestWitness dead = new TestWitness("w.example/3", KeyType.ML_DSA_44, logKeys());
    second.delay = Duration.ofMillis(700);
    WitnessPolicy policy =
        policy(first.line("a") + second.line("b") + dead.line("c") + "group g 2 a b c\nquorum g\n");
    dead.close();
    WitnessRounds rounds =
        new WitnessRounds(
            Optional.of(witnesses(policy)), dataSource, Duration.ofMillis(50), TIMEOUT);
    rounds.start();
    try {
      for (int i = 0; i < 3; i++) {
        long size = size(grown());
        long startNanos = System.nanoTime();
        Awaitility.await()
            .atMost(Duration.ofSeconds(8))
            .until(() -> cosignatures.newestWitnessed(policy.digest()).orElse(0L) >= size);
        System.out.printf(
            "Enough cosigned after %d ms, the slow one takes 700%n",
            Duration.ofNanos(System.nanoTime() - startNanos).toMillis());
      }
    } finally {
      rounds.stop();
    }
    assertThat(rounds.isRunning()).isFalse();
    assertThat(state(policy, 2).stand()).isEqualTo(WitnessState.Stand.AWAY);
    assertThat(Witnesses.pause(1)).isEqualTo(Duration.ofSeconds(1));
    assertThat(Witnesses.pause(1000)).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void all_are_asked_about_one_checkpoint_until_enough_signed_it_or_it_took_too_long() {
    WitnessPolicy policy = both();
    Witnesses witnesses = witnesses(policy);
    SignedNote note = grown();
    SignedNote later = grown();
    Duration second = Duration.ofSeconds(1);
    WitnessRounds.Target target = new WitnessRounds.Target(note, 0);
    witnesses.bring(note, policy.witnesses().getFirst());
    assertThat(witnesses.isEnough(note)).isFalse();
    assertThat(target.next(later, false, second.toNanos(), second)).isEqualTo(target);
    assertThat(target.next(later, false, second.toNanos() + 1, second).note()).isEqualTo(later);
    witnesses.bring(note, policy.witnesses().getLast());
    assertThat(witnesses.isEnough(note)).isTrue();
    assertThat(witnesses.isEnough(later)).isFalse();
    assertThat(target.next(later, true, 1, second).note()).isEqualTo(later);
  }

  @Test
  void of_replaced_checkpoints_one_a_minute_keeps_its_signatures() {
    WitnessPolicy policy = policy(first.line("a") + "quorum a\n");
    Witnesses witnesses = witnesses(policy);
    SignedNote note = grown();
    witnesses.bring(note, policy.witnesses().getFirst());
    for (int i = 0; i < 5; i++) {
      grown();
    }
    long before = clef.data().count("select count(*) from audit.cosignature");
    assertThat(cosignatures.thin(clock.instant())).as("too young").isZero();
    int dropped = cosignatures.thin(clock.instant().plus(Duration.ofMinutes(12)));
    assertThat(dropped).isPositive();
    assertThat(clef.data().count("select count(*) from audit.cosignature"))
        .isEqualTo(before - dropped);
    assertThat(
            policy
                .policy()
                .of(SignedNote.parse(cosignatures.note(size(note)).orElseThrow()))
                .holds())
        .as("the last witnessed one of its minute")
        .isTrue();
    SignedNote newest = SignedNote.parse(tree.latestNote().orElseThrow());
    assertThat(logKeys()).filteredOn(newest::isSignedBy).hasSizeGreaterThanOrEqualTo(2);
  }

  @Test
  void policies_that_cannot_be_kept_and_unsafe_addresses_are_refused() {
    String line = first.line("a");
    for (String bad :
        List.of(
            line.replace("http://127.0.0.1", "http://witness.example") + "quorum a\n",
            line.replace("http://127.0.0.1", "ftp://127.0.0.1") + "quorum a\n",
            line.replace("http://127", "http://user@127") + "quorum a\n",
            line.replace("/x\n", "/x?y\n") + "quorum a\n",
            line.replaceFirst(" http.*\n", "\n") + "quorum a\n",
            many(65) + "quorum w0\n",
            line)) {
      assertThatThrownBy(() -> policy(bad)).as(bad).isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(policy(many(64) + "quorum w0\n")).isNotNull();
    String two = second.line("b").replaceFirst("http.*\n", "http://127.0.0.1:1/x/\n");
    String one = line.replaceFirst("http.*\n", "http://127.0.0.1:1/x\n");
    assertThat(policy(one + two + "quorum none\n").witnesses())
        .as("two keys of one witness")
        .singleElement()
        .satisfies(witness -> assertThat(witness.keys()).hasSize(2));
    assertThat(policy(line.replace("http://127.0.0.1", "https://w.example") + "quorum a\n"))
        .isNotNull();
  }

  private void dropWitnessed(long size) {
    sequencer.sql("delete from audit.witnessed where size = ?").param(size).update();
  }

  /** So many witnesses with a key each. */
  private static String many(int count) {
    return IntStream.range(0, count)
        .mapToObj(n -> {
          byte[] key = new byte[32];
          key[0] = (byte) n;
          VerifierKey vkey = new VerifierKey("w", KeyType.ED25519_COSIGNATURE, Bytes.copyOf(key));
          return "witness w%d %s http://127.0.0.1:%d\n".formatted(n, vkey, 1000 + n);
        })
        .collect(Collectors.joining());
  }
}
