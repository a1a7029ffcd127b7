package dev.clef.identity.credentials;

import dev.clef.identity.credentials.attestation.AuthenticatorModel;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * With what somebody signs in beside a password: the content of the vault's field {@code factors}.
 * Immutable.
 *
 * @param deviceKeys of browsers the person trusts
 * @param app the authenticator app, whose secret is a field of its own; null when there is none, or
 *     it was imported and never named
 * @param appGone whether there was one that was removed, which tells the two apart
 */
public record HeldFactors(
    List<Passkey> passkeys, List<DeviceKey> deviceKeys, @Nullable App app, boolean appGone) {

  /** Nobody needs more, and each is offered to the browser at every sign-in. */
  public static final int MOST_PASSKEYS = 20;

  /** Nobody has more browsers. */
  public static final int MOST_DEVICE_KEYS = 20;

  public static final HeldFactors NONE = new HeldFactors(List.of(), List.of(), null, false);

  private static final int VERSION = 1;
  private static final JsonMapper JSON = JsonMapper.shared();

  /**
   * An authenticator app.
   *
   * @param name what the person calls it
   */
  public record App(String name, Instant addedAt) {

    @Override
    public String toString() {
      return "App[<redacted>]";
    }
  }

  public HeldFactors {
    passkeys = List.copyOf(passkeys);
    deviceKeys = List.copyOf(deviceKeys);
  }

  public Optional<Passkey> passkey(UUID factorId) {
    return passkeys.stream().filter(one -> one.factorId().equals(factorId)).findFirst();
  }

  public Optional<DeviceKey> deviceKey(UUID factorId) {
    return deviceKeys.stream().filter(one -> one.factorId().equals(factorId)).findFirst();
  }

  public HeldFactors with(Passkey more) {
    List<Passkey> all = new ArrayList<>(passkeys);
    all.add(more);
    return new HeldFactors(all, deviceKeys, app, appGone);
  }

  public HeldFactors with(DeviceKey more) {
    List<DeviceKey> all = new ArrayList<>(deviceKeys);
    all.add(more);
    return new HeldFactors(passkeys, all, app, appGone);
  }

  /** With one passkey changed. */
  public HeldFactors changed(UUID factorId, UnaryOperator<Passkey> change) {
    return new HeldFactors(
        passkeys.stream()
            .map(one -> one.factorId().equals(factorId) ? change.apply(one) : one)
            .toList(),
        deviceKeys,
        app,
        appGone);
  }

  /** With the key of one browser changed. */
  public HeldFactors changedDeviceKey(UUID factorId, UnaryOperator<DeviceKey> change) {
    return new HeldFactors(
        passkeys,
        deviceKeys.stream()
            .map(one -> one.factorId().equals(factorId) ? change.apply(one) : one)
            .toList(),
        app,
        appGone);
  }

  public HeldFactors without(UUID factorId) {
    return new HeldFactors(
        passkeys.stream().filter(one -> !one.factorId().equals(factorId)).toList(),
        deviceKeys,
        app,
        appGone);
  }

  public HeldFactors withoutDeviceKey(UUID factorId) {
    return new HeldFactors(
        passkeys,
        deviceKeys.stream().filter(one -> !one.factorId().equals(factorId)).toList(),
        app,
        appGone);
  }

  public HeldFactors with(App other) {
    return new HeldFactors(passkeys, deviceKeys, other, false);
  }

  public HeldFactors withoutApp() {
    return new HeldFactors(passkeys, deviceKeys, null, true);
  }

  /** As the vault holds it; frozen by a golden file. */
  public byte[] storage() {
    ObjectNode root = JSON.createObjectNode().put("v", VERSION);
    if (app != null) {
      root.putObject("app").put("name", app.name()).put("added_at", app.addedAt().toString());
    }
    if (appGone) {
      root.put("app_gone", true);
    }
    ArrayNode list = root.putArray("passkeys");
    for (Passkey one : passkeys) {
      ObjectNode node =
          list.addObject()
              .put("id", one.factorId().toString())
              .put("name", one.name())
              .put("credential", base64(one.credentialId()))
              .put("attested", base64(one.attested()))
              .put("backup_eligible", one.backupEligible())
              .put("added_at", one.addedAt().toString());
      ArrayNode transports = node.putArray("transports");
      one.transports().forEach(transports::add);
      AuthenticatorModel model = one.model();
      if (model != null) {
        ObjectNode said = node.putObject("model").put("description", model.description());
        if (model.certified() != null) {
          said.put("certified", model.certified());
        }
      }
    }
    if (!deviceKeys.isEmpty()) {
      ArrayNode devices = root.putArray("device_keys");
      for (DeviceKey one : deviceKeys) {
        devices
            .addObject()
            .put("id", one.factorId().toString())
            .put("name", one.name())
            .put("spki", base64(one.spki()))
            .put("added_at", one.addedAt().toString());
      }
    }
    return root.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads what {@link #storage} wrote.
   *
   * @throws IllegalArgumentException when a later version wrote it, or it is damaged
   */
  public static HeldFactors parse(byte[] storage) {
    try {
      return parsed(JSON.readTree(storage));
    } catch (JacksonException | DateTimeException e) {
      throw new IllegalArgumentException("factors that cannot be read", e);
    }
  }

  private static HeldFactors parsed(JsonNode root) {
    if (root.path("v").asInt(0) != VERSION) {
      throw new IllegalArgumentException("factors of a version that is not known here");
    }
    List<Passkey> passkeys = new ArrayList<>();
    for (JsonNode node : root.path("passkeys")) {
      List<String> transports = new ArrayList<>();
      node.path("transports").forEach(one -> transports.add(one.asString()));
      passkeys.add(
          new Passkey(
              UUID.fromString(node.path("id").asString()),
              node.path("name").asString(),
              bytes(node.path("credential")),
              bytes(node.path("attested")),
              transports,
              node.path("backup_eligible").asBoolean(),
              Instant.parse(node.path("added_at").asString()),
              model(node.path("model"))));
    }
    List<DeviceKey> deviceKeys = new ArrayList<>();
    for (JsonNode node : root.path("device_keys")) {
      deviceKeys.add(
          new DeviceKey(
              UUID.fromString(node.path("id").asString()),
              node.path("name").asString(),
              bytes(node.path("spki")),
              Instant.parse(node.path("added_at").asString())));
    }
    JsonNode app = root.path("app");
    return new HeldFactors(
        passkeys,
        deviceKeys,
        app.isObject()
            ? new App(app.path("name").asString(), Instant.parse(app.path("added_at").asString()))
            : null,
        root.path("app_gone").asBoolean(false));
  }

  private static @Nullable AuthenticatorModel model(JsonNode node) {
    return node.isObject()
        ? new AuthenticatorModel(
            node.path("description").asString(),
            node.has("certified") ? node.path("certified").asString() : null)
        : null;
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] bytes(JsonNode node) {
    return Base64.getUrlDecoder().decode(node.asString());
  }

  @Override
  public String toString() {
    return "HeldFactors[<redacted>]";
  }
}
