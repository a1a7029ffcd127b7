package dev.clef.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/**
 * Walks over the users of an export, holding one at a time. The file is one realm, or a list of
 * realms as Keycloak writes them when it exports all into one file. Not thread-safe.
 */
final class UserReader implements RecordReader {

  /**
   * Wider than what the server takes, so that a record beyond it is one rejected record and not the
   * end of the file.
   */
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          // The rest of a file that is no JSON has to be read too, for its digest.
          .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(16 << 20)
                  .maxNameLength(1 << 20)
                  .maxNumberLength(1 << 20)
                  .maxNestingDepth(10_000)
                  .build())
          .build();

  private final InputStream in;
  private final JsonParser parser;
  private final RecordCopy copy = new RecordCopy();
  private final List<String> knownRealms;
  private final List<String> realms = new ArrayList<>();
  private long federated;
  private long records;
  private int roots;
  private boolean inUsers;
  private ImportStop.@Nullable Malformed malformed;

  /** {@code knownRealms} from an earlier reading, or empty at the first. */
  UserReader(InputStream in, List<String> knownRealms) {
    this.in = in;
    this.parser = FACTORY.createParser(ObjectReadContext.empty(), in);
    this.knownRealms = knownRealms;
  }

  /** Goes to the next user; false at the end of the file, or where it stops being JSON. */
  @Override
  public boolean next() {
    try {
      return malformed == null && find();
    } catch (JacksonException e) {
      malformed = ImportStop.Malformed.of(e);
      return false;
    }
  }

  private boolean find() {
    JsonToken token = parser.nextToken();
    while (token != null) {
      if (inUsers && token != JsonToken.END_ARRAY) {
        return true;
      }
      switch (token) {
        case PROPERTY_NAME -> member(parser.currentName());
        case START_OBJECT -> {
          root();
          realms.add("");
        }
        case START_ARRAY -> root();
        case END_ARRAY -> inUsers = false;
        case END_OBJECT -> {}
        default -> throw wrong("this is no realm export of Keycloak");
      }
      token = malformed == null ? parser.nextToken() : null;
    }
    return false;
  }

  /** One value at the top; a list may hold realms, and a realm holds no realm. */
  private void root() {
    int depth = parser.streamReadContext().getNestingDepth();
    boolean list = parser.currentToken() == JsonToken.START_ARRAY;
    if (depth == 1) {
      roots++;
    }
    if (roots > 1 || depth > 2 || (list && depth == 2)) {
      throw wrong("more than one export stands in the file");
    }
  }

  private void member(String name) {
    JsonToken value = parser.nextToken();
    switch (name) {
      case "realm" -> realm(value);
      case "users" -> {
        if (value != JsonToken.START_ARRAY) {
          throw wrong("users is no list");
        }
        inUsers = true;
      }
      case "federatedUsers" -> count(value);
      default -> parser.skipChildren();
    }
  }

  private void realm(JsonToken value) {
    String known = realms.getLast();
    if (value != JsonToken.VALUE_STRING || parser.getString().isBlank()) {
      throw wrong("realm is no name");
    }
    if (!known.isEmpty() && !known.equals(parser.getString())) {
      throw wrong("the realm has two names");
    }
    realms.set(realms.size() - 1, parser.getString());
  }

  private void count(JsonToken value) {
    if (value != JsonToken.START_ARRAY) {
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      parser.skipChildren();
      federated++;
    }
  }

  private CliException wrong(String what) {
    TokenStreamLocation place = parser.currentTokenLocation();
    return CliException.failed(ImportStop.Malformed.at(what, place).problem());
  }

  /** Passes over the current user without looking at it. */
  @Override
  public void skip() {
    try {
      parser.skipChildren();
      records++;
    } catch (JacksonException e) {
      malformed = ImportStop.Malformed.of(e);
    }
  }

  /** The current user, or empty where it stops being JSON. */
  @Override
  public Optional<UserRecord> read() {
    long line = parser.currentTokenLocation().getLineNr();
    try {
      RecordCopy.Copied copied = copy.of(parser);
      return Optional.of(new UserRecord(records++, line, realm(), copied.json(), copied.reason()));
    } catch (JacksonException e) {
      malformed = ImportStop.Malformed.of(e);
      return Optional.empty();
    }
  }

  private String realm() {
    int at = realms.size() - 1;
    return at < knownRealms.size() ? knownRealms.get(at) : realms.get(at);
  }

  /** The realms so far; an empty text where a realm has not given its name. */
  List<String> realms() {
    return List.copyOf(realms);
  }

  long federated() {
    return federated;
  }

  @Override
  public long offsetBytes() {
    return parser.currentLocation().getByteOffset();
  }

  /** Where the file stopped being JSON, if it did. */
  @Override
  public Optional<ImportStop.Malformed> malformed() {
    return Optional.ofNullable(malformed);
  }

  @Override
  public void close() throws IOException {
    parser.close();
    in.close();
  }
}
