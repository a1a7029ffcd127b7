package dev.clef.platform.web.json;

import dev.clef.platform.Secret;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.exc.MismatchedInputException;

/** Reads a JSON string as {@code Secret<String>}; a secret of any other type cannot be read. */
final class SecretReader extends StdDeserializer<Secret<?>> {

  SecretReader() {
    super(Secret.class);
  }

  @Override
  public ValueDeserializer<?> createContextual(
      DeserializationContext context, @Nullable BeanProperty property) {
    JavaType type = context.getContextualType();
    if (type == null || !type.containedTypeOrUnknown(0).hasRawClass(String.class)) {
      return context.reportBadDefinition(Secret.class, "only Secret<String> is read from JSON");
    }
    return this;
  }

  @Override
  public Secret<?> deserialize(JsonParser json, DeserializationContext context) {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      throw MismatchedInputException.from(json, String.class, "not text");
    }
    return Secret.of(json.getString());
  }
}
