package dev.clef.openid;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.util.JSONObjectUtils;
import dev.clef.TestData;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Signed texts and keys of Project Wycheproof, looked at as what clients sign: with the keys that
 * would be registered, or that nobody may register.
 */
class JoseVectorsTest {

  /**
   * Each file with how many of its valid texts we take: those of the algorithms that are offered.
   */
  @ParameterizedTest
  @CsvSource({"json_web_signature_test, 16", "json_web_key_test, 1", "json_web_crypto_test, 2"})
  void what_is_not_signed_well_is_refused(String file, int taken) throws Exception {
    Path vectors = TestData.require("vectors/wycheproof/" + file + ".json");
    JsonNode tests = JsonMapper.shared().readTree(vectors);
    List<String> wrong = new ArrayList<>();
    int accepted = 0;
    int seen = 0;
    for (JsonNode group : tests.get("testGroups")) {
      JsonNode keys = group.has("public") ? group.get("public") : group.path("private");
      for (JsonNode test : group.get("tests")) {
        if (!test.has("jws")) {
          continue; // an encrypted text: none is read here
        }
        seen++;
        JsonNode signed = test.get("jws"); // an object in the JSON serialization
        boolean is = accepts(keys, signed.isString() ? signed.asString() : signed.toString());
        accepted += is ? 1 : 0;
        if (is && !test.get("result").asString().equals("valid")) {
          wrong.add(test.get("tcId") + " " + test.get("comment").asString());
        }
      }
    }
    assertThat(seen).isPositive();
    assertThat(wrong).isEmpty();
    assertThat(accepted).isEqualTo(taken);
  }

  private static boolean accepts(JsonNode keys, String signed) throws ParseException {
    Map<String, Object> given = JSONObjectUtils.parse(keys.toString());
    Map<String, Object> set = given.containsKey("keys") ? given : Map.of("keys", List.of(given));
    JWSObject jws;
    try {
      jws = JWSObject.parse(signed);
    } catch (ParseException | IllegalArgumentException e) {
      return false;
    }
    String keyId = jws.getHeader().getKeyID();
    return ClientKeys.checked(set)
        .map(ClientKeys::of)
        .filter(all ->
            all.stream()
                .filter(
                    key -> keyId == null || key.getKeyID() == null || keyId.equals(key.getKeyID()))
                .anyMatch(key -> PublicKeys.signed(jws, key, SignedAssertions.ALGORITHMS)))
        .isPresent();
  }
}
