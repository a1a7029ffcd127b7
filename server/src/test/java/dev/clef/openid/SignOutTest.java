package dev.clef.openid;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Listener;
import dev.clef.testing.RelyingParty;
import dev.clef.testing.RelyingParty.Reply;
import dev.clef.testing.Running;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** An application sends somebody to sign out; and what may not pass for its ID token. */
@ClefServer
class SignOutTest {

  private static final String CALLBACK = "https://player.example.com/callback";
  private static final String BYE = "https://player.example.com/bye";
  private static final Pattern TO = Pattern.compile("name=\"to\" value=\"([^\"]+)\"");

  private final Running clef;

  @Autowired
  SignOutTest(Running clef) {
    this.clef = clef;
  }

  private RelyingParty player() {
    return RelyingParty.added(
        clef,
        Map.of(
            "name",
            "Player",
            "kind",
            "web",
            "redirect_uris",
            List.of(CALLBACK),
            "logout_uris",
            List.of(BYE)));
  }

  @Test
  void somebody_is_asked_signed_out_and_sent_back() {
    RelyingParty player = player();
    Client browser = Listener.some().signedIn(clef.client());
    String hint = player.redeem(player.code(browser)).json().path("id_token").asString();
    clef.clock().advance(Duration.ofHours(2)); // the ID token has expired
    Reply page = asked(player, browser, Map.of("id_token_hint", hint, "state", "s&x=1"));
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.text()).contains("Player");
    assertThat(page.header("content-security-policy")).contains("https://player.example.com");
    assertThat(browser.get("/api/v1/me").status()).isEqualTo(200);
    Matcher to = TO.matcher(page.text());
    assertThat(to.find()).isTrue();
    Reply done =
        player.post(browser, "/connect/logout", RelyingParty.encoded(Map.of("to", to.group(1))));
    assertThat(done.header("location")).isEqualTo(BYE + "?state=s%26x%3D1");
    assertThat(browser.get("/api/v1/me").status()).isEqualTo(401);
  }

  @Test
  void nobody_is_sent_anywhere_else() {
    RelyingParty player = player();
    Client browser = Listener.some().signedIn(clef.client());
    for (String near :
        List.of(BYE + "/", BYE + "?x=1", CALLBACK, "https://evil.example/", "javascript:x")) {
      Reply reply =
          player.get(
              browser,
              "/connect/logout?"
                  + RelyingParty.encoded(
                      Map.of("client_id", player.clientId(), "post_logout_redirect_uri", near)),
              "cross-site");
      assertThat(reply.status()).as(near).isEqualTo(400);
    }
    assertThat(
            player
                .get(
                    browser,
                    "/connect/logout?"
                        + RelyingParty.encoded(Map.of("post_logout_redirect_uri", BYE)),
                    "cross-site")
                .status())
        .isEqualTo(400);
    assertThat(player.post(browser, "/connect/logout", "to=https%3A%2F%2Fevil.example").status())
        .isEqualTo(400);
    assertThat(browser.get("/api/v1/me").status()).isEqualTo(200);
  }

  @Test
  void what_we_did_not_sign_is_no_hint() throws Exception {
    RelyingParty player = player();
    Client browser = Listener.some().signedIn(clef.client());
    String hint = player.redeem(player.code(browser)).json().path("id_token").asString();
    SignedJWT real = SignedJWT.parse(hint);
    JWTClaimsSet claims = real.getJWTClaimsSet();
    ECKey published =
        JWKSet.parse(player.get("/oauth2/jwks").text())
            .getKeyByKeyId(real.getHeader().getKeyID())
            .toECKey();
    String[] parts = hint.split("\\.", -1);
    List<String> forged =
        List.of(
            new PlainJWT(claims).serialize(),
            parts[0] + "." + parts[1] + ".",
            parts[0] + "." + parts[1] + "." + "A".repeat(86),
            // The public key as the secret of an HMAC (key confusion).
            signedByMac(claims, published),
            signedByAnotherKey(claims, real.getHeader().getKeyID()),
            withKeyInHeader(claims),
            "nonsense");
    for (String bad : forged) {
      assertThat(asked(player, browser, Map.of("id_token_hint", bad)).status())
          .as(bad)
          .isEqualTo(400);
    }
    assertThat(
            asked(player, browser, Map.of("id_token_hint", hint, "client_id", player().clientId()))
                .status())
        .isEqualTo(400);
    assertThat(asked(player, browser, Map.of("id_token_hint", hint)).status()).isEqualTo(200);
  }

  private static Reply asked(RelyingParty player, Client browser, Map<String, String> more) {
    return player.get(
        browser,
        "/connect/logout?"
            + RelyingParty.encoded(more)
            + "&"
            + RelyingParty.encoded(Map.of("post_logout_redirect_uri", BYE)),
        "cross-site");
  }

  private static String signedByMac(JWTClaimsSet claims, ECKey published) throws JOSEException {
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(published.getKeyID()).build(), claims);
    jwt.sign(new MACSigner(published.toECPublicKey().getEncoded()));
    return jwt.serialize();
  }

  private static String signedByAnotherKey(JWTClaimsSet claims, String keyId) throws JOSEException {
    ECKey key = new ECKeyGenerator(Curve.P_256).keyID(keyId).generate();
    SignedJWT jwt =
        new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(keyId).build(), claims);
    jwt.sign(new ECDSASigner(key));
    return jwt.serialize();
  }

  private static String withKeyInHeader(JWTClaimsSet claims) throws JOSEException {
    ECKey key = new ECKeyGenerator(Curve.P_256).keyID("mine").generate();
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("mine").jwk(key.toPublicJWK()).build(),
            claims);
    jwt.sign(new ECDSASigner(key));
    return jwt.serialize();
  }
}
