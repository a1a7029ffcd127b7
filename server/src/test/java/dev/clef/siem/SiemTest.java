package dev.clef.siem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.clef.audit.EventFeed;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.KafkaBroker;
import dev.clef.testing.Listener;
import dev.clef.testing.Running;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Events of the log at whoever watches: in order, at least once, about nobody in particular. */
@ClefServer
class SiemTest {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final Running clef;
  private final EventFeed feed;
  private final DataSource dataSource;

  @TempDir private Path folder = Path.of("");

  @Autowired
  SiemTest(Running clef, EventFeed feed, DataSource dataSource) {
    this.clef = clef;
    this.feed = feed;
    this.dataSource = dataSource;
  }

  @BeforeEach
  void from_the_beginning() {
    clef.data().update("delete from audit.siem_cursor");
  }

  @Test
  void a_file_gets_every_event_once_in_order_as_ocsf_and_nobody_is_named() throws Exception {
    Listener anna = Listener.some();
    Client browser = anna.signedIn(clef.client());
    String id = browser.get("/api/v1/me").json().get("user_id").asString();
    assertThat(browser.get("/api/v1/me/activity").status()).isEqualTo(200);
    awaitTree();
    Path file = folder.resolve("events.jsonl");
    Exporter exporter = exporter(new FileSink(file, DataSize.ofMegabytes(100).toBytes(), 3), 50);
    exporter.run();
    assertThat(exporter.behind()).isLessThan(20);
    List<JsonNode> events = events(Files.readAllLines(file));
    OcsfSchema schema = new OcsfSchema();
    events.forEach(schema::check);
    List<Long> places =
        events.stream().map(it -> it.path("metadata").path("sequence").asLong()).toList();
    assertThat(places).isSorted().doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(4);
    String all = Files.readString(file);
    assertThat(all)
        .contains("account.created", "sign_in.succeeded", "data.read")
        .doesNotContain(id, anna.field("email"), "certificate\":\"" + id);
    Set<String> people = new HashSet<>();
    for (JsonNode event : events.subList(events.size() - 4, events.size())) {
      if (event.path("class_uid").asInt() == 3002) {
        people.add(event.path("user").path("uid").asString());
      }
    }
    assertThat(people).doesNotContain("unknown").allMatch(it -> it.matches("[0-9a-f]{32}"));
    exporter.run();
    assertThat(events(Files.readAllLines(file)).size() - events.size())
        .as("nothing twice")
        .isLessThan(20);
  }

  @Test
  void streams_know_the_same_person_by_different_names() {
    Listener.some().signedIn(clef.client());
    awaitTree();
    Set<String> one = people("file");
    assertThat(one).isNotEmpty();
    assertThat(people("http")).isNotEmpty().doesNotContainAnyElementsOf(one);
  }

  @Test
  void a_server_that_fails_gets_the_same_events_again_and_none_is_lost() throws Exception {
    for (int i = 0; i < 5; i++) {
      Listener.some().signedIn(clef.client());
    }
    awaitTree();
    List<String> taken = new CopyOnWriteArrayList<>();
    List<String> tokens = new CopyOnWriteArrayList<>();
    AtomicInteger requests = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/events",
        exchange -> {
          try (exchange) {
            String body =
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            tokens.add(exchange.getRequestHeaders().getFirst("Authorization"));
            boolean refused = requests.incrementAndGet() % 2 == 1;
            if (!refused) {
              taken.addAll(body.lines().toList());
            }
            exchange.sendResponseHeaders(refused ? 503 : 204, -1);
          }
        });
    server.start();
    try {
      Path token = Files.writeString(folder.resolve("token"), "secret-word\n");
      URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/events");
      HttpSink sink = new HttpSink(HttpClient.newHttpClient(), url, token, Duration.ofSeconds(5));
      Exporter exporter = new Exporter(feed, sink, dataSource, 7, Duration.ofMillis(20));
      exporter.run();
      long behind = exporter.behind();
      assertThat(behind).as("the first try was refused").isPositive();
      Awaitility.await()
          .pollInterval(Duration.ofMillis(30))
          .atMost(Duration.ofSeconds(60))
          .until(() -> {
            exporter.run();
            return exporter.behind() == 0;
          });
      List<Long> places =
          events(taken).stream().map(it -> it.path("metadata").path("sequence").asLong()).toList();
      assertThat(places).isSorted().doesNotHaveDuplicates();
      assertThat((long) places.size()).isGreaterThanOrEqualTo(behind / 2);
      assertThat(tokens).containsOnly("Bearer secret-word");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void a_topic_gets_every_event_in_order_and_what_a_broker_missed_when_it_is_back()
      throws Exception {
    Listener.some().signedIn(clef.client());
    awaitTree();
    try (KafkaBroker broker = KafkaBroker.start(folder)) {
      KafkaSink sink =
          new KafkaSink(
              new SiemProperties.ToKafka(
                  List.of(broker.address()), "clef-events", null, Duration.ofSeconds(3)));
      Exporter exporter = new Exporter(feed, sink, dataSource, 20, Duration.ofMillis(20));
      exporter.run();
      assertThat(exporter.behind()).isLessThan(20);
      long before = feed.behind("kafka");
      broker.kill();
      Listener.some().signedIn(clef.client());
      awaitTree();
      exporter.run();
      assertThat(exporter.behind()).as("nobody took them").isGreaterThan(before);
      broker.restart();
      Awaitility.await()
          .pollInterval(Duration.ofMillis(100))
          .atMost(Duration.ofSeconds(60))
          .until(() -> {
            exporter.run();
            return exporter.behind() == 0;
          });
      exporter.close();
      List<JsonNode> events = events(broker.read("clef-events"));
      OcsfSchema schema = new OcsfSchema();
      events.forEach(schema::check);
      List<Long> places =
          events.stream().map(it -> it.path("metadata").path("sequence").asLong()).toList();
      assertThat(new TreeSet<>(places)).as("none is missing").hasSizeGreaterThan(8);
      assertThat(places.stream().distinct().toList()).as("at least once, in order").isSorted();
    }
  }

  @Test
  void a_file_is_put_aside_before_it_is_too_large() throws IOException {
    FileSink sink = new FileSink(folder.resolve("e"), 100, 2);
    for (int i = 0; i < 10; i++) {
      sink.take(
          List.of(
              ("{\"n\":" + i + ",\"text\":\"0123456789012345\"}")
                  .getBytes(StandardCharsets.UTF_8)));
    }
    for (String name : List.of("e", "e.1", "e.2")) {
      assertThat(folder.resolve(name)).exists();
      assertThat(Files.size(folder.resolve(name))).isLessThanOrEqualTo(100);
    }
    assertThat(folder.resolve("e.3")).doesNotExist();
    assertThat(Files.readString(folder.resolve("e"))).contains("\"n\":9");
  }

  @Test
  void settings_that_would_send_events_in_the_clear_are_refused() throws IOException {
    for (String url : List.of("http://siem.example/", "ftp://x/", "https://u:p@x/", "x")) {
      assertThatThrownBy(() -> toHttp(URI.create(url))).hasMessageContaining("clef.siem.http.url");
    }
    assertThat(toHttp(URI.create("https://siem.example/in")).url()).hasHost("siem.example");
    Path clear = Files.writeString(folder.resolve("clear"), "security.protocol=SASL_PLAINTEXT\n");
    Path tls = Files.writeString(folder.resolve("tls"), "security.protocol=SSL\n");
    for (Path config : Arrays.asList(null, clear)) {
      assertThatThrownBy(() -> toKafka("siem.example:9092", config).ofFile())
          .hasMessageContaining("security.protocol must be SSL or SASL_SSL");
    }
    assertThat(toKafka("siem.example:9093", tls).ofFile()).hasSize(1);
    assertThat(toKafka("localhost:9092", null).ofFile()).isEmpty();
    assertThatThrownBy(() -> toKafka("siem.example", tls)).hasMessageContaining("host:port");
    assertThatThrownBy(() -> new SiemProperties.ToFile(null, DataSize.ofBytes(1), 1))
        .hasMessageContaining("max-size");
  }

  private static SiemProperties.ToHttp toHttp(URI url) {
    return new SiemProperties.ToHttp(url, null, Duration.ofSeconds(1));
  }

  private static SiemProperties.ToKafka toKafka(String server, @Nullable Path config) {
    return new SiemProperties.ToKafka(List.of(server), "events", config, Duration.ofSeconds(1));
  }

  private Exporter exporter(Sink sink, int batch) {
    return new Exporter(feed, sink, dataSource, batch, Duration.ofMillis(20));
  }

  private Set<String> people(String stream) {
    Set<String> people = new HashSet<>();
    var batch = feed.next(stream, 100_000).orElseThrow();
    batch
        .events()
        .forEach(event -> {
          if (event.person() != null) {
            people.add(event.person());
          }
        });
    return people;
  }

  private void awaitTree() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> clef.data().count("select count(*) from audit.queue") == 0);
  }

  private static List<JsonNode> events(List<String> lines) {
    List<JsonNode> events = new ArrayList<>();
    lines.forEach(line -> events.add(JSON.readTree(line)));
    assertThat(events).allMatch(event -> event.path("unmapped").isObject());
    return events;
  }
}
