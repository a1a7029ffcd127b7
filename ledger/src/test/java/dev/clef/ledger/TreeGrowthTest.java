package dev.clef.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Random trees, grown in random batches, against the recursive definition. */
class TreeGrowthTest {

  private final Map<Tile, byte[]> stored = new HashMap<>();
  private final List<Hash> leaves = new ArrayList<>();
  private final TileReader reader =
      (level, index, width) -> Objects.requireNonNull(stored.get(new Tile(level, index, width)));

  private Frontier grow(Frontier frontier, int count) {
    List<Hash> batch = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      batch.add(TreeHash.leaf(new byte[] {(byte) leaves.size(), (byte) (leaves.size() >> 8), 1}));
      leaves.add(batch.getLast());
    }
    Growth growth = frontier.append(batch, reader);
    growth.tiles().forEach(update -> stored.put(update.tile(), update.bytes().toArray()));
    return Frontier.decode(growth.frontier().encode());
  }

  @Test
  void any_way_of_batching_leads_to_the_same_root() {
    for (int seed = 0; seed < 40; seed++) {
      RandomGenerator random = TestLog.random(seed);
      stored.clear();
      leaves.clear();
      Frontier frontier = Frontier.EMPTY;
      for (int batch = random.nextInt(12); batch >= 0; batch--) {
        frontier = grow(frontier, random.nextInt(random.nextBoolean() ? 4 : 300));
      }
      assertThat(frontier.size()).isEqualTo(leaves.size());
      assertThat(frontier.root()).as("seed %d", seed).isEqualTo(ReferenceTree.root(leaves));
    }
  }

  @Test
  void proofs_from_tiles_equal_the_recursive_definition_and_verify() {
    RandomGenerator random = TestLog.random(7);
    for (int size : new int[] {1, 2, 3, 7, 255, 256, 257, 511, 513, 700}) {
      stored.clear();
      leaves.clear();
      Hash root = grow(Frontier.EMPTY, size).root();
      for (int i = 0; i < 40; i++) {
        int index = random.nextInt(size);
        InclusionProof inclusion = InclusionProof.of(reader, index, size);
        assertThat(inclusion.path()).isEqualTo(ReferenceTree.path(index, leaves));
        assertThat(inclusion.verify(leaves.get(index), root)).isTrue();
        int older = 1 + random.nextInt(size);
        Hash olderRoot = ReferenceTree.root(leaves.subList(0, older));
        ConsistencyProof consistency = ConsistencyProof.of(reader, older, size);
        assertThat(consistency.path()).isEqualTo(ReferenceTree.proof(older, leaves));
        assertThat(consistency.verify(olderRoot, root)).isTrue();
      }
    }
  }

  @Test
  void a_proof_for_one_leaf_proves_no_other() {
    Hash root = grow(Frontier.EMPTY, 300).root();
    for (int index = 0; index < 300; index++) {
      InclusionProof proof = InclusionProof.of(reader, index, 300);
      assertThat(proof.verify(leaves.get((index + 1) % 300), root)).isFalse();
      assertThat(
              new InclusionProof((index + 1) % 300, 300, proof.path())
                  .verify(leaves.get(index), root))
          .isFalse();
    }
  }

  @Test
  void the_tiles_of_70000_leaves_are_those_of_the_specification() {
    grow(Frontier.EMPTY, 70_000);
    assertThat(stored.keySet().stream().filter(t -> t.level() == 0 && t.isFull())).hasSize(273);
    assertThat(stored).containsKey(new Tile(0, 273, 112));
    assertThat(stored).containsKey(new Tile(1, 0, 256)).containsKey(new Tile(1, 1, 17));
    assertThat(stored).containsKey(new Tile(2, 0, 1)).hasSize(277);
    assertThat(Tile.all(70_000).filter(tile -> tile.level() != Tile.ENTRIES))
        .containsExactlyInAnyOrderElementsOf(stored.keySet());
    assertThat(Tile.all(0)).isEmpty();
  }

  @Test
  void only_the_tiles_that_grew_are_written() {
    Frontier frontier = grow(Frontier.EMPTY, 600);
    List<Tile> changed =
        frontier.append(List.of(TreeHash.empty()), reader).tiles().stream()
            .map(TileUpdate::tile)
            .toList();
    assertThat(changed).containsExactly(new Tile(0, 2, 89));
    assertThat(frontier.append(List.of(), reader).tiles()).isEmpty();
  }

  @Test
  void a_store_that_keeps_only_the_widest_tile_will_do() {
    Frontier at300 = grow(Frontier.EMPTY, 300);
    byte[] wide = new byte[Tile.MAX_BYTES];
    System.arraycopy(Objects.requireNonNull(stored.get(new Tile(0, 1, 44))), 0, wide, 0, 44 * 32);
    stored.put(new Tile(0, 1, 44), wide);
    assertThat(grow(at300, 5).root()).isEqualTo(ReferenceTree.root(leaves));
  }

  @Test
  void appending_to_damaged_tiles_is_refused() {
    Frontier frontier = grow(Frontier.EMPTY, 300);
    Objects.requireNonNull(stored.get(new Tile(0, 1, 44)))[5] ^= 1;
    assertThatThrownBy(() -> frontier.append(List.of(), reader))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("frontier of size 300");
  }
}
