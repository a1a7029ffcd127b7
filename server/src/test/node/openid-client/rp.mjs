// An application on openid-client, a certified relying party. It says on standard output, a line of JSON each time, where it sends
// somebody's browser, and is told on standard input where the browser came back to.
import * as client from "openid-client";
import { createInterface } from "node:readline";

const [issuer, clientId, secret, redirectUri] = process.argv.slice(2);
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const say = (said) => process.stdout.write(JSON.stringify(said) + "\n");

async function sendBrowser(url) {
  say({ authorize: url.href });
  return new URL((await lines.next()).value);
}

async function refusal(promise) {
  try {
    await promise;
    return "none";
  } catch (e) {
    return e.error ?? e.code ?? e.message;
  }
}

const config = await client.discovery(new URL(issuer), clientId, undefined, secret ? client.ClientSecretBasic(secret) : client.None());

async function signIn(more, pushed) {
  const verifier = client.randomPKCECodeVerifier();
  const expectedState = client.randomState();
  const expectedNonce = client.randomNonce();
  const asked = {
    redirect_uri: redirectUri,
    scope: "openid profile email",
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state: expectedState,
    nonce: expectedNonce,
    ...more,
  };
  const url = pushed ? await client.buildAuthorizationUrlWithPAR(config, asked) : client.buildAuthorizationUrl(config, asked);
  const back = await sendBrowser(url);
  const checks = { pkceCodeVerifier: verifier, expectedState, expectedNonce, idTokenExpected: true };
  return { back, checks, tokens: await client.authorizationCodeGrant(config, back, checks) };
}

const first = await signIn({ max_age: "3600" }, false);
const claims = first.tokens.claims();
const userinfo = await client.fetchUserInfo(config, first.tokens.access_token, claims.sub);
const introspected = secret ? await client.tokenIntrospection(config, first.tokens.access_token) : { active: null };
const refreshed = await client.refreshTokenGrant(config, first.tokens.refresh_token);
const replayed = await refusal(client.refreshTokenGrant(config, first.tokens.refresh_token));
const familyGone = await refusal(client.refreshTokenGrant(config, refreshed.refresh_token));

const second = await signIn({}, true);
const codeAgain = await refusal(client.authorizationCodeGrant(config, second.back, second.checks));
const third = await signIn({}, true);
await client.tokenRevocation(config, third.tokens.refresh_token);
const revoked = await refusal(client.fetchUserInfo(config, third.tokens.access_token, claims.sub));
const silent = await signIn({ prompt: "none" }, false);
const end = client.buildEndSessionUrl(config, { id_token_hint: silent.tokens.id_token });

say({
  claims,
  userinfo,
  introspected,
  scope: first.tokens.scope,
  refreshedSub: refreshed.claims()?.sub,
  replayed,
  familyGone,
  codeAgain,
  revoked,
  silentSub: silent.tokens.claims().sub,
  end: end.href,
});
process.exit(0);
