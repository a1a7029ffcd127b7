package dev.clef.testing;

import dev.clef.testing.Client.Answer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A made-up listener, with what one enters at registration.
 *
 * @param fields the body of the registration, password included
 */
public record Listener(Map<String, String> fields) {

  private static final AtomicInteger NUMBER = new AtomicInteger();

  public Listener {
    fields = Map.copyOf(fields);
  }

  /** Somebody new, with every field filled. */
  public static Listener some() {
    String name = "listener" + NUMBER.incrementAndGet();
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("username", name);
    fields.put("password", "correct horse " + name);
    fields.put("email", name + "@example.org");
    fields.put("given_name", "Given " + name);
    fields.put("family_name", "Family " + name);
    fields.put("display_name", "Display " + name);
    fields.put("birth_date", "1990-02-28");
    fields.put("country", "DE");
    fields.put("locale", "de-DE");
    fields.put("phone_number", "+49301234567");
    fields.put("address", "Street of " + name + " 1\n10115 Berlin");
    return new Listener(fields);
  }

  /** The same person, but for one field. */
  public Listener with(String field, String value) {
    Map<String, String> changed = new LinkedHashMap<>(fields);
    changed.put(field, value);
    return new Listener(changed);
  }

  public String field(String name) {
    return fields.getOrDefault(name, "");
  }

  public String name() {
    return field("username");
  }

  public String password() {
    return field("password");
  }

  /** Registers; the answer is 201 or the test fails. */
  public Listener registered(Client client) {
    Answer answer = client.post("/api/v1/accounts", fields);
    if (answer.status() != 201) {
      throw new AssertionError("registration: " + answer);
    }
    return this;
  }

  /** Signs in by user name with {@code client}, which then holds the session. */
  public Answer signIn(Client client) {
    return client.post("/api/v1/sign-in", Map.of("name", name(), "password", password()));
  }

  /** Registers and signs in. */
  public Client signedIn(Client client) {
    registered(client);
    Answer answer = signIn(client);
    if (answer.status() != 200) {
      throw new AssertionError("sign-in: " + answer);
    }
    return client;
  }
}
