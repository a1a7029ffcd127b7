package dev.clef.bench;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A Clef of its own: people registered by the API, two applications added by the operator. */
final class ClefProvider implements Provider {

  static final String PASSWORD = "correct horse battery";

  private static final String CALLBACK = "https://bench.example.com/callback";

  private final ServerProcess server;
  private final List<Client> people = new ArrayList<>();
  private final Openid openid;
  private final Openid.ClientSecret application;
  private final Openid.ClientSecret service;

  ClefProvider(ServerProcess server) throws IOException, InterruptedException {
    this.server = server;
    for (int i = 0; i < Load.SESSIONS; i++) {
      Client client = new Client(server.port());
      client.register("listener" + i, PASSWORD);
      people.add(client);
    }
    this.openid = Openid.discover("https://localhost:" + server.port());
    this.application =
        added(
            """
            {"name":"Bench","kind":"web","asks":false,"scopes":["openid","profile","email"],
             "redirect_uris":["%s"]}\
            """
                .formatted(CALLBACK));
    this.service =
        added(
            """
            {"name":"Gateway","kind":"service","scopes":["read"]}\
            """);
  }

  private Openid.ClientSecret added(String json) throws IOException, InterruptedException {
    String token = Files.readString(server.dataFolder().resolve("secrets/operator-token")).strip();
    HttpResponse<String> answer =
        new Client(server.port()).bearer(token).post("/api/v1/clients", json);
    Client.expect(201, answer);
    JsonNode made = JsonMapper.shared().readTree(answer.body());
    return new Openid.ClientSecret(
        made.path("client").path("client_id").asString(), made.path("secret").asString());
  }

  @Override
  public Openid openid() {
    return openid;
  }

  @Override
  public Openid.ClientSecret application() {
    return application;
  }

  @Override
  public Openid.ClientSecret service() {
    return service;
  }

  @Override
  public HttpResponse<String> signIn(int session) throws IOException, InterruptedException {
    return new Client(server.port()).trySignIn("listener" + session % Load.SESSIONS, PASSWORD);
  }

  @Override
  public Openid.Tokens tokens(int session, String scope) throws IOException, InterruptedException {
    Client client = people.get(session);
    client.signIn("listener" + session, PASSWORD);
    return new CodeFlow(openid, application, CALLBACK)
        .with(client.session())
        .tokens(scope, "listener" + session, PASSWORD);
  }

  @Override
  public Usage usage() throws IOException {
    return server.usage();
  }
}
