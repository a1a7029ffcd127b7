package dev.clef.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;

/** A broker of Kafka in a process of its own, with the topic {@code clef-events}. */
public final class KafkaBroker implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(60);
  private static final int PARTITIONS = 3;

  private final Path folder;
  private final int port;
  private Process process;

  private KafkaBroker(Path folder, int port) throws IOException {
    this.folder = folder;
    this.port = port;
    this.process = launch();
  }

  public static KafkaBroker start(Path folder)
      throws IOException, InterruptedException, ExecutionException {
    int port = ServerProcess.freePort();
    int controller = ServerProcess.freePort();
    Files.writeString(
        folder.resolve("broker.properties"),
        """
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@127.0.0.1:%2$d
        controller.listener.names=CONTROLLER
        listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
        advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
        listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
        log.dirs=%3$s
        auto.create.topics.enable=false
        """
            .formatted(port, controller, folder.resolve("broker").toAbsolutePath()));
    Process format =
        java(
            folder,
            "kafka.tools.StorageTool",
            "format",
            "--cluster-id",
            Uuid.randomUuid().toString(),
            "--config",
            folder.resolve("broker.properties").toString());
    if (!format.waitFor(60, TimeUnit.SECONDS) || format.exitValue() != 0) {
      throw new AssertionError(Files.readString(folder.resolve("broker.log")));
    }
    KafkaBroker broker = new KafkaBroker(folder, port);
    broker.awaitUp();
    try (Admin admin = Admin.create(broker.config())) {
      admin.createTopics(List.of(new NewTopic("clef-events", PARTITIONS, (short) 1))).all().get();
    }
    return broker;
  }

  public String address() {
    return "127.0.0.1:" + port;
  }

  /** At once, as kill -9 does. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  public void restart() throws IOException {
    process = launch();
    awaitUp();
  }

  /** All values of a topic, partition by partition. */
  public List<String> read(String topic) {
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(config(), new StringDeserializer(), new StringDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(it -> new TopicPartition(topic, it.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream()
          .anyMatch(it -> consumer.position(it) < ends.getOrDefault(it, 0L))) {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
      }
    }
    return values;
  }

  @Override
  public void close() {
    kill();
  }

  private Map<String, Object> config() {
    return Map.of("bootstrap.servers", address());
  }

  private Process launch() throws IOException {
    return java(folder, "kafka.Kafka", folder.resolve("broker.properties").toString());
  }

  private void awaitUp() {
    Awaitility.await()
        .atMost(START)
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> {
          try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
          }
        });
  }

  private static Process java(Path folder, String... words) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", ServerProcess.classPath()));
    command.addAll(List.of(words));
    Path log = folder.resolve("broker.log");
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }
}
