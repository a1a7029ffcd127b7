package dev.clef.audit;

import dev.clef.ledger.MalformedException;
import dev.clef.ledger.Policy;
import dev.clef.ledger.TreeHash;
import dev.clef.ledger.VerifierKey;
import dev.clef.platform.StartRefused;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who has to cosign, and where they are.
 *
 * @param witnesses those that can be asked
 * @param digest tells this policy from others that need other people
 */
record WitnessPolicy(Policy policy, List<Witness> witnesses, String digest) {

  /** A note has a hundred signatures at most: these, the log's own, those of a policy before. */
  private static final int MAX_KEYS = 64;

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  /**
   * A witness that can be asked.
   *
   * @param name of its first key
   * @param url its submission prefix, without a slash at the end
   * @param keys one of each type it signs with
   */
  record Witness(String name, URI url, List<VerifierKey> keys) {
    Witness {
      keys = List.copyOf(keys);
    }
  }

  /**
   * Reads the file.
   *
   * @throws StartRefused when it is no policy, or one that can never be kept
   */
  static WitnessPolicy read(Path file) {
    try {
      return of(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new StartRefused("clef.audit.witnesses.policy: the file cannot be read.", e);
    } catch (IllegalArgumentException e) {
      throw new StartRefused("clef.audit.witnesses.policy: " + e.getMessage(), e);
    }
  }

  static WitnessPolicy of(byte[] text) {
    Policy policy = Policy.parse(text);
    Map<URI, List<VerifierKey>> keys = new LinkedHashMap<>();
    for (Policy.Witness witness : policy.witnesses().values()) {
      witness
          .url()
          .ifPresent(url ->
              keys.computeIfAbsent(address(url), it -> new ArrayList<>()).add(witness.key()));
    }
    Set<String> asked =
        policy.witnesses().values().stream()
            .filter(witness -> witness.url().isPresent())
            .map(Policy.Witness::name)
            .collect(Collectors.toSet());
    if (asked.size() > MAX_KEYS) {
      throw new MalformedException("more than " + MAX_KEYS + " keys of witnesses with a URL");
    }
    if (!policy.isQuorum(asked)) {
      throw new MalformedException("those of its witnesses that have a URL are no quorum");
    }
    List<Witness> witnesses =
        keys.entrySet().stream()
            .map(it -> new Witness(it.getValue().getFirst().name(), it.getKey(), it.getValue()))
            .toList();
    return new WitnessPolicy(policy, witnesses, digest(policy));
  }

  /** Of what the file says about whom it needs: not of its comments, its order, its addresses. */
  private static String digest(Policy policy) {
    Stream<String> witnesses =
        policy.witnesses().values().stream()
            .map(witness -> "witness " + witness.name() + " " + witness.key());
    Stream<String> groups =
        policy.groups().entrySet().stream()
            .map(it -> {
              List<String> members = it.getValue().members().stream().sorted().toList();
              return "group " + it.getKey() + " " + it.getValue().threshold() + " " + members;
            });
    String text =
        Stream.concat(witnesses, groups).sorted().collect(Collectors.joining("\n"))
            + "\nquorum "
            + policy.quorum().orElse("none");
    return TreeHash.leaf(text.getBytes(StandardCharsets.UTF_8)).toString();
  }

  /** What is sent tells nothing secret, but who changes the answers on the way can stop the log. */
  private static URI address(String url) {
    URI uri = URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
    boolean plain = "http".equals(uri.getScheme()) && LOOPBACK.contains(uri.getHost());
    if (uri.getHost() == null
        || uri.getRawUserInfo() != null
        || uri.getRawQuery() != null
        || uri.getRawFragment() != null
        || !("https".equals(uri.getScheme()) || plain)) {
      throw new MalformedException(
          "a witness has an address with https, or with http on this machine: " + url);
    }
    return uri;
  }
}
