package dev.clef.audit;

import dev.clef.ledger.EntryBundle;
import dev.clef.ledger.MalformedException;
import dev.clef.ledger.SignedNote;
import dev.clef.ledger.Tile;
import dev.clef.ledger.VerifierKey;
import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.openapi.Described;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The log for everybody, in the layout of C2SP tlog-tiles: a checkpoint, tiles of hashes, bundles
 * of entries. Nothing here is personal; nothing here needs a sign-in.
 */
@RestController
@RequestMapping("/log")
class LogController {

  private static final MediaType TEXT = MediaType.parseMediaType("text/plain;charset=utf-8");
  private static final CacheControl FOR_EVER =
      CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();

  private final TreeStore tree;
  private final LogKeys keys;
  private final Published published;
  private final LogGuard guard;

  LogController(TreeStore tree, LogKeys keys, Published published, LogGuard guard) {
    this.tree = tree;
    this.keys = keys;
    this.published = published;
    this.guard = guard;
  }

  /** The newest checkpoint that is signed by all who have to. */
  @Described(
      value =
          "The newest signed checkpoint (C2SP tlog-checkpoint): where the log has witnesses, the newest"
              + " one that enough of them cosigned.",
      problems = {"not_found", "log_restored"})
  @GetMapping("/checkpoint")
  ResponseEntity<String> checkpoint() {
    if (guard.isRefusing()) {
      throw Problem.of(LogProblem.LOG_RESTORED);
    }
    String note = published.checkpoint().orElseThrow(LogController::nothing);
    return ResponseEntity.ok().contentType(TEXT).cacheControl(CacheControl.noCache()).body(note);
  }

  /** The public key that signs checkpoints, as a C2SP verifier key. */
  @Described(
      value = "The public key of the log as a C2SP verifier key.",
      problems = {"not_found"})
  @GetMapping("/key")
  ResponseEntity<String> key() {
    String origin = tree.origin().orElseThrow(LogController::nothing);
    VerifierKey newest =
        tree.latestNote()
            .map(note -> keys.verifierOf(origin, SignedNote.parse(note)))
            .orElseGet(() -> LogKeys.verifier(origin, keys.all().getFirst()));
    return ResponseEntity.ok()
        .contentType(TEXT)
        .cacheControl(CacheControl.noCache())
        .body(newest + "\n");
  }

  /** Every key that ever signed checkpoints. */
  @Described(
      value =
          "Every key that ever signed checkpoints, those of Ed25519 before those of ML-DSA-44, the newest"
              + " first. A retired one still signs beside the current one, for those who know only it.",
      problems = {"not_found"})
  @GetMapping("/keys")
  KeyList keys() {
    String origin = tree.origin().orElseThrow(LogController::nothing);
    return new KeyList(
        Stream.concat(keys.all().stream(), keys.allTimed().stream())
            .map(key ->
                new PublicKey(
                    LogKeys.verifier(origin, key).toString(),
                    key.algorithm().code(),
                    key.state().name().toLowerCase(Locale.ROOT),
                    key.custody().name().toLowerCase(Locale.ROOT),
                    key.createdAt(),
                    key.retiredAt()))
            .toList());
  }

  /** Keys of the log. */
  record KeyList(List<PublicKey> keys) {}

  /**
   * A key of the log.
   *
   * @param vkey as a C2SP verifier key
   * @param algorithm {@code ed25519} or {@code ml_dsa_44}
   * @param state {@code current}, {@code retired} or {@code destroyed}
   * @param custody where the private half is: {@code software} or {@code hsm}
   */
  record PublicKey(
      String vkey,
      String algorithm,
      String state,
      String custody,
      Instant createdAt,
      @Nullable Instant retiredAt) {}

  /** Up to where the log is pruned. */
  @Described(
      value =
          "The minimum index of the log (C2SP tlog-tiles, pruning): entries before it have expired, and"
              + " tiles and bundles that stand for them alone are gone.")
  @GetMapping("/minimum-index")
  ResponseEntity<String> minimumIndex() {
    return ResponseEntity.ok()
        .contentType(TEXT)
        .cacheControl(CacheControl.noCache())
        .body(tree.minimumIndex() + "\n");
  }

  /** A tile of hashes or a bundle of entries. */
  @Described(
      value = "A tile of hashes or a bundle of entries (C2SP tlog-tiles).",
      problems = {"not_found", "malformed_request", "pruned"})
  @GetMapping("/tile/{*rest}")
  ResponseEntity<byte[]> tile(@PathVariable String rest) {
    Tile tile = parse("tile" + rest);
    byte[] content = tile.level() == Tile.ENTRIES ? entries(tile) : hashes(tile);
    return ResponseEntity.ok()
        .contentType(MediaType.APPLICATION_OCTET_STREAM)
        .cacheControl(FOR_EVER)
        .body(content);
  }

  private byte[] entries(Tile tile) {
    List<byte[]> leaves = tree.leaves(tile.index() * Tile.FULL, tile.width());
    if (leaves.size() < tile.width()) {
      throw nothing(tile);
    }
    return EntryBundle.encode(leaves);
  }

  private byte[] hashes(Tile tile) {
    byte[] stored = tree.storedTile(tile.level(), tile.index());
    if (stored == null || stored.length < tile.bytes()) {
      throw nothing(tile);
    }
    return Arrays.copyOf(stored, tile.bytes());
  }

  private static Tile parse(String path) {
    try {
      return Tile.parse(path);
    } catch (MalformedException e) {
      throw Problem.of(CommonProblem.MALFORMED_REQUEST);
    }
  }

  private Problem nothing(Tile tile) {
    return tile.isPrunedBy(tree.minimumIndex()) ? Problem.of(LogProblem.PRUNED) : nothing();
  }

  private static Problem nothing() {
    return Problem.of(CommonProblem.NOT_FOUND);
  }
}
