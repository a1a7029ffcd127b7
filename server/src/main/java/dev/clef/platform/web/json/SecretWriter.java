package dev.clef.platform.web.json;

import dev.clef.platform.Secret;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.exc.StreamWriteException;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ser.std.StdSerializer;

/** Refuses to write a secret: whoever means to show one has to say {@code expose()}. */
final class SecretWriter extends StdSerializer<Secret<?>> {

  SecretWriter() {
    super(Secret.class);
  }

  @Override
  public void serialize(Secret<?> secret, JsonGenerator json, SerializationContext context) {
    throw new StreamWriteException(json, "a secret is not written as JSON");
  }
}
