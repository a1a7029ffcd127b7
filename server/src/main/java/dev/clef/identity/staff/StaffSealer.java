package dev.clef.identity.staff;

import dev.clef.identity.credentials.UserName;
import dev.clef.keys.Envelope;
import dev.clef.keys.EnvelopeContext;
import dev.clef.keys.KeysProperties;
import dev.clef.keys.ServiceKeyKind;
import dev.clef.keys.ServiceKeys;
import dev.clef.subject.Tenant;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/** Seals and opens the values of staff accounts, each under the key of its account. */
final class StaffSealer {

  /** The sealed values; the names are part of every ciphertext: never rename one. */
  enum Value {
    NAME("staff.name"),
    HASHED_PASSWORD("staff.hashed_password"),
    TOTP_SECRET("staff.totp_secret"),
    PASSKEYS("staff.passkeys");

    private final String field;

    Value(String field) {
      this.field = field;
    }
  }

  private static final String TENANT = Tenant.DEFAULT.id();
  private static final String INDEX = TENANT + "/staff";

  private static final byte[] NONE = "none".getBytes(StandardCharsets.UTF_8);

  private final Envelope envelope;
  private final ServiceKeys keys;
  private final String region;

  StaffSealer(Envelope envelope, ServiceKeys keys, KeysProperties properties) {
    this.envelope = envelope;
    this.keys = keys;
    this.region = properties.region();
  }

  byte[] seal(UUID staffId, Value value, byte[] plain) {
    return envelope.seal(
        keys.get(ServiceKeyKind.STAFF, staffId.toString()), context(staffId, value), plain);
  }

  /** What stands where an account has no such value any more: no hash and no secret is read as it. */
  byte[] none(UUID staffId, Value value) {
    return seal(staffId, value, NONE);
  }

  byte[] open(UUID staffId, Value value, byte[] sealed) {
    return envelope.open(
        keys.get(ServiceKeyKind.STAFF, staffId.toString(), sealed),
        context(staffId, value),
        sealed);
  }

  /** Ends the key of an account: whatever it sealed, wherever a copy is, can be read no more. */
  void end(UUID staffId) {
    keys.endStaff(staffId.toString());
  }

  /** Whose keys there are. */
  List<String> sealedFor() {
    return keys.names(ServiceKeyKind.STAFF);
  }

  /** Under what an account is found: 32 bytes; names a person would take for the same are one. */
  byte[] digest(String name) {
    return keys.hmac(
        ServiceKeyKind.INDEX, INDEX, UserName.lookupKey(name).getBytes(StandardCharsets.UTF_8));
  }

  private EnvelopeContext context(UUID staffId, Value value) {
    return new EnvelopeContext(region, TENANT, staffId, value.field, 1);
  }
}
