package dev.clef.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.clef.TestData;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The vectors of C2SP/wycheproof against the primitives as we use them. */
class WycheproofTest {

  private static final JsonMapper JSON = JsonMapper.shared();

  @Test
  void aes_256_gcm_gives_what_wycheproof_says() {
    Path file = TestData.require("vectors/wycheproof/aes_gcm_test.json");
    Map<String, Integer> ran = new TreeMap<>();
    for (JsonNode group : JSON.readTree(file).get("testGroups")) {
      boolean ours =
          is(group, "keySize", 256) && is(group, "ivSize", 96) && is(group, "tagSize", 128);
      for (JsonNode test : group.get("tests")) {
        String result = test.get("result").asString();
        if (ours) {
          gcm(test, "valid".equals(result));
        }
        ran.merge(ours ? result : "not applicable", 1, Integer::sum);
      }
    }
    System.out.println("Wycheproof AES-GCM, 256-bit keys, 96-bit iv, 128-bit tag: " + ran);
    assertThat(ran).containsKeys("valid", "invalid");
    assertThat(ran.get("valid")).isGreaterThanOrEqualTo(30);
  }

  private static void gcm(JsonNode test, boolean valid) {
    byte[] key = bytes(test, "key");
    byte[] iv = bytes(test, "iv");
    byte[] aad = bytes(test, "aad");
    byte[] plain = bytes(test, "msg");
    byte[] sealed = join(bytes(test, "ct"), bytes(test, "tag"));
    String name = "test " + test.get("tcId");
    if (!valid) {
      assertThatExceptionOfType(EnvelopeRejected.class)
          .as(name)
          .isThrownBy(() -> open(key, iv, aad, sealed));
      return;
    }
    byte[] out = new byte[sealed.length];
    CryptoEngine.with(engine -> {
      engine.encrypt(key, iv, aad, aad.length, plain, out, 0);
      return out;
    });
    assertThat(out).as(name).isEqualTo(sealed);
    assertThat(open(key, iv, aad, sealed)).as(name).isEqualTo(plain);
  }

  private static byte[] open(byte[] key, byte[] iv, byte[] aad, byte[] sealed) {
    return CryptoEngine.with(engine -> engine.decrypt(key, iv, aad, aad.length, sealed, 0));
  }

  @Test
  void hmac_sha_256_gives_what_wycheproof_says() {
    Path file = TestData.require("vectors/wycheproof/hmac_sha256_test.json");
    Map<String, Integer> ran = new TreeMap<>();
    for (JsonNode group : JSON.readTree(file).get("testGroups")) {
      for (JsonNode test : group.get("tests")) {
        String result = test.get("result").asString();
        byte[] tag = bytes(test, "tag");
        byte[] key = bytes(test, "key");
        byte[] message = bytes(test, "msg");
        byte[] made = hmac(key, message);
        boolean same = Arrays.equals(Arrays.copyOf(made, tag.length), tag);
        assertThat(same).as("test " + test.get("tcId")).isEqualTo("valid".equals(result));
        ran.merge(result, 1, Integer::sum);
      }
    }
    System.out.println("Wycheproof HMAC-SHA256: " + ran);
    assertThat(ran).containsKeys("valid", "invalid");
    assertThat(ran.get("valid")).isGreaterThanOrEqualTo(60);
  }

  @Test
  void several_outputs_under_one_key_are_those_of_single_calls() {
    HmacSha256 hmac = new HmacSha256();
    byte[] key = TestKeys.counting(5, DataKey.SIZE);
    byte[] one = TestKeys.counting(0, 49);
    byte[] two = TestKeys.counting(1, 200);
    hmac.key(key);
    byte[] first = hmac.next(one);
    byte[] second = hmac.next(two);
    byte[] third = hmac.last(one);
    assertThat(first).isEqualTo(hmac(key, one)).isEqualTo(third);
    assertThat(second).isEqualTo(hmac(key, two));
    hmac.key(key);
    byte[] room = new byte[40];
    hmac.last(two, 150, room, 8);
    assertThat(Arrays.copyOfRange(room, 8, 40)).isEqualTo(hmac(key, Arrays.copyOf(two, 150)));
    hmac.key(key);
    hmac.last(one);
    assertThat(hmac.last(one)).as("the key is forgotten").isNotEqualTo(third);
  }

  private static byte[] hmac(byte[] key, byte[] message) {
    return CryptoEngine.with(engine -> {
      engine.hmac.key(key);
      return engine.hmac.last(message);
    });
  }

  private static boolean is(JsonNode group, String name, int bits) {
    return group.get(name).asInt() == bits;
  }

  private static byte[] bytes(JsonNode test, String name) {
    return TestData.hex(test.get(name).asString());
  }

  private static byte[] join(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
