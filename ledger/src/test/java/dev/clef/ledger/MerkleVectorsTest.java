package dev.clef.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The proof vectors of transparency-dev/merkle. */
class MerkleVectorsTest {

  private final JsonMapper json = new JsonMapper();

  @Test
  void every_inclusion_vector_ends_as_it_should() {
    List<Path> vectors = TestData.files(TestData.require("vectors/merkle/inclusion"), ".json");
    assertThat(vectors).hasSizeGreaterThanOrEqualTo(98);
    for (Path file : vectors) {
      JsonNode v = json.readTree(file);
      assertThat(refuses(() -> inclusion(v)))
          .as(file.toString())
          .isEqualTo(v.get("wantErr").asBoolean());
    }
  }

  @Test
  void every_consistency_vector_ends_as_it_should() {
    List<Path> vectors = TestData.files(TestData.require("vectors/merkle/consistency"), ".json");
    assertThat(vectors).hasSizeGreaterThanOrEqualTo(98);
    for (Path file : vectors) {
      JsonNode v = json.readTree(file);
      assertThat(refuses(() -> consistency(v)))
          .as(file.toString())
          .isEqualTo(v.get("wantErr").asBoolean());
    }
  }

  private static boolean inclusion(JsonNode v) {
    return new InclusionProof(number(v, "leafIdx"), number(v, "treeSize"), path(v))
        .verify(Hash.of(bytes(v.get("leafHash"))), Hash.of(bytes(v.get("root"))));
  }

  private static boolean consistency(JsonNode v) {
    return new ConsistencyProof(number(v, "size1"), number(v, "size2"), path(v))
        .verify(root(v.get("root1")), root(v.get("root2")));
  }

  /** The vectors count in uint64; what is beyond 2^63 becomes negative and is refused as such. */
  private static long number(JsonNode v, String name) {
    return v.get(name).bigIntegerValue().longValue();
  }

  /** A few roots are free text of another length; all that matters there is whether they differ. */
  private static Hash root(JsonNode node) {
    byte[] bytes = bytes(node);
    return bytes.length == Hash.SIZE ? Hash.of(bytes) : TreeHash.leaf(bytes);
  }

  private static List<Hash> path(JsonNode v) {
    List<Hash> path = new ArrayList<>();
    v.get("proof").forEach(hash -> path.add(Hash.of(bytes(hash))));
    return path;
  }

  private static byte[] bytes(JsonNode node) {
    return Base64.getDecoder().decode(node.asString());
  }

  private static boolean refuses(java.util.function.BooleanSupplier check) {
    try {
      return !check.getAsBoolean();
    } catch (MalformedException e) {
      return true;
    }
  }
}
