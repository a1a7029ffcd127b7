package dev.clef.keys;

import java.util.UUID;

/**
 * What an envelope is bound to. A ciphertext moved to another region, tenant, person, field, record
 * or version does not open.
 *
 * @param region the cell's region, for example {@code eu}
 * @param tenantId the tenant
 * @param ownerId the person, or the record for envelopes that belong to nobody
 * @param field the field's name
 * @param version the version of the value, counted from 1
 */
public record EnvelopeContext(
    String region, String tenantId, UUID ownerId, String field, long version) {

  byte[] bytes(int keyVersion) {
    Context parts = new Context();
    write(parts, keyVersion);
    return parts.bytes();
  }

  /** Appends the canonical bytes. */
  void write(Context parts, int keyVersion) {
    parts
        .text("clef-envelope-v1")
        .text(region)
        .text(tenantId)
        .id(ownerId)
        .text(field)
        .number(version)
        .number(keyVersion);
  }
}
