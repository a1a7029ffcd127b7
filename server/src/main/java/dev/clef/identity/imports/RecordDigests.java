package dev.clef.identity.imports;

import dev.clef.identity.imports.Mapped.Person;
import dev.clef.keys.ServiceKeyKind;
import dev.clef.keys.ServiceKeys;
import dev.clef.subject.Tenant;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Keyed digests of mapped people: tells whether a record changed since it was imported, and nothing
 * else.
 */
final class RecordDigests {

  private final ServiceKeys keys;

  RecordDigests(ServiceKeys keys) {
    this.keys = keys;
  }

  byte[] of(Person person) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeBoolean(person.enabled());
      out.writeBoolean(person.emailVerified());
      out.writeUTF(new TreeSet<>(person.duties()).toString());
      TreeMap<String, byte[]> fields = new TreeMap<>(person.fields());
      out.writeInt(fields.size());
      for (var field : fields.entrySet()) {
        out.writeUTF(field.getKey());
        out.writeInt(field.getValue().length);
        out.write(field.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail to take bytes", e);
    }
    return keys.hmac(
        ServiceKeyKind.INDEX, Tenant.DEFAULT.id() + "/imported-record", bytes.toByteArray());
  }
}
