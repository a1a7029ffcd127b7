package dev.clef.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A browser that signs somebody in to an application by an authorization code with PKCE. */
final class CodeFlow {

  private static final int MOST_STEPS = 8;
  private static final Pattern FORM =
      Pattern.compile("<form[^>]*\\saction=\"([^\"]+)\"", Pattern.CASE_INSENSITIVE);
  private static final Pattern HIDDEN =
      Pattern.compile(
          "<input[^>]*\\sname=\"([^\"]+)\"[^>]*\\svalue=\"([^\"]*)\"", Pattern.CASE_INSENSITIVE);

  private final Openid openid;
  private final Openid.ClientSecret client;
  private final String redirectUri;
  private final Map<String, String> cookies = new LinkedHashMap<>();

  CodeFlow(Openid openid, Openid.ClientSecret client, String redirectUri) {
    this.openid = openid;
    this.client = client;
    this.redirectUri = redirectUri;
  }

  /** Has this cookie of a session. */
  CodeFlow with(String cookie) {
    int equals = cookie.indexOf('=');
    cookies.put(cookie.substring(0, equals), cookie.substring(equals + 1));
    return this;
  }

  /** Asks for a code, fills the form of the sign-in in when it is shown, and redeems the code. */
  Openid.Tokens tokens(String scope, String user, String password)
      throws IOException, InterruptedException {
    return openid.tokens(answer(scope, user, password));
  }

  /** Likewise; what the token endpoint answered. */
  HttpResponse<String> answer(String scope, String user, String password)
      throws IOException, InterruptedException {
    String verifier = UUID.randomUUID() + "-" + UUID.randomUUID();
    Map<String, String> request = new LinkedHashMap<>();
    request.put("response_type", "code");
    request.put("client_id", client.clientId());
    request.put("redirect_uri", redirectUri);
    request.put("scope", scope);
    request.put("state", UUID.randomUUID().toString());
    request.put("code_challenge", challenge(verifier));
    request.put("code_challenge_method", "S256");
    URI at = URI.create(openid.address("authorization") + "?" + Openid.encoded(request));
    HttpResponse<String> answer = send(HttpRequest.newBuilder(at).GET());
    for (int step = 0; step < MOST_STEPS; step++) {
      String location = answer.headers().firstValue("Location").orElse("");
      if (location.startsWith(redirectUri)) {
        return redeem(location, verifier);
      }
      if (location.isEmpty()) {
        answer = filledIn(at, answer.body(), user, password);
      } else {
        at = at.resolve(location);
        answer = send(HttpRequest.newBuilder(at).GET());
      }
    }
    throw new IOException("no code after " + MOST_STEPS + " steps, at " + at.getPath());
  }

  private HttpResponse<String> filledIn(URI at, String page, String user, String password)
      throws IOException, InterruptedException {
    Matcher form = FORM.matcher(page);
    if (!form.find()) {
      throw new IOException("neither a code nor a form at " + at.getPath());
    }
    Map<String, String> fields = new LinkedHashMap<>();
    Matcher hidden = HIDDEN.matcher(page);
    while (hidden.find()) {
      fields.put(hidden.group(1), hidden.group(2));
    }
    fields.put("username", user);
    fields.put("password", password);
    return send(
        HttpRequest.newBuilder(at.resolve(form.group(1).replace("&amp;", "&")))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(Openid.encoded(fields))));
  }

  private HttpResponse<String> redeem(String location, String verifier)
      throws IOException, InterruptedException {
    Matcher code = Pattern.compile("[?&]code=([^&]+)").matcher(location);
    if (!code.find()) {
      throw new IOException("refused: " + location.replaceFirst(".*[?&](error=[^&]*).*", "$1"));
    }
    return openid.form(
        "token",
        client,
        Map.of(
            "grant_type",
            "authorization_code",
            "code",
            code.group(1),
            "redirect_uri",
            redirectUri,
            "code_verifier",
            verifier));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    StringBuilder sent = new StringBuilder();
    cookies.forEach((name, value) ->
        sent.append(sent.isEmpty() ? "" : "; ").append(name).append('=').append(value));
    if (!sent.isEmpty()) {
      request.header("Cookie", sent.toString());
    }
    HttpResponse<String> answer = Client.http(request.header("Accept", "text/html"));
    answer.headers().allValues("Set-Cookie").forEach(set -> with(set.replaceFirst(";.*", "")));
    return answer;
  }

  private static String challenge(String verifier) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              MessageDigest.getInstance("SHA-256")
                  .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
