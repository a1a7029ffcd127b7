package dev.clef.bench;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Any OpenID provider that runs already, with one person and one client. Its password grant is
 * used, where it has one, as the cheapest way there is; else the form it shows to people.
 */
final class OtherProvider implements Provider {

  /**
   * What the command line says of it.
   *
   * @param pids of its server and of its database; what they started counts as theirs
   */
  record Named(
      String issuer,
      String clientId,
      String secret,
      String user,
      String password,
      String redirectUri,
      List<Long> pids) {}

  private final Named named;
  private final Openid openid;
  private final Openid.ClientSecret client;
  private final boolean byPassword;

  OtherProvider(Named named) throws IOException, InterruptedException {
    this.named = named;
    this.openid = Openid.discover(named.issuer());
    this.client = new Openid.ClientSecret(named.clientId(), named.secret());
    this.byPassword = openid.knows("password") && passwordGrant("openid").statusCode() == 200;
  }

  /** In words, for whoever reads the figures. */
  String way() {
    return byPassword ? "password grant" : "form";
  }

  private HttpResponse<String> passwordGrant(String scope)
      throws IOException, InterruptedException {
    return openid.form("token", client, grant(scope));
  }

  private Map<String, String> grant(String scope) {
    Map<String, String> grant = new LinkedHashMap<>();
    grant.put("grant_type", "password");
    grant.put("username", named.user());
    grant.put("password", named.password());
    grant.put("scope", scope);
    return grant;
  }

  @Override
  public Openid openid() {
    return openid;
  }

  @Override
  public Openid.ClientSecret application() {
    return client;
  }

  @Override
  public Openid.ClientSecret service() {
    return client;
  }

  @Override
  public HttpResponse<String> signIn(int session) throws IOException, InterruptedException {
    if (byPassword) {
      return passwordGrant("openid");
    }
    return new CodeFlow(openid, client, named.redirectUri())
        .answer("openid", named.user(), named.password());
  }

  @Override
  public Openid.Tokens tokens(int session, String scope) throws IOException, InterruptedException {
    return byPassword
        ? openid.token(client, grant(scope))
        : new CodeFlow(openid, client, named.redirectUri())
            .tokens(scope, named.user(), named.password());
  }

  @Override
  public Usage usage() throws IOException {
    return Usage.ofTrees(named.pids());
  }
}
