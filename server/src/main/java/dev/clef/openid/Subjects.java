package dev.clef.openid;

import dev.clef.keys.Context;
import dev.clef.keys.ServiceKeyKind;
import dev.clef.keys.ServiceKeys;
import dev.clef.subject.SubjectId;
import java.util.Base64;
import java.util.UUID;

/**
 * What a person is called towards an application: the same for applications of one sector, another
 * one for every other, so that two cannot find out that they have a listener in common (OpenID
 * Connect Core §8.1). Nothing is stored, and only who has the key can tell who is meant.
 * Thread-safe.
 */
final class Subjects {

  private static final String KEY = "subject";

  private final ServiceKeys keys;

  Subjects(ServiceKeys keys) {
    this.keys = keys;
  }

  /** What a session is called towards an application: no other one calls it so. */
  String session(Client client, UUID sessionId) {
    byte[] mac =
        keys.hmac(
            ServiceKeyKind.OPENID,
            KEY,
            Context.of("clef-sid-v1").text(client.clientId()).id(sessionId).bytes());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(mac);
  }

  /** 43 characters of base64url. */
  String of(Client client, SubjectId subject) {
    byte[] mac =
        keys.hmac(
            ServiceKeyKind.OPENID,
            KEY,
            Context.of("clef-pairwise-v1").text(client.sector()).id(subject.value()).bytes());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(mac);
  }
}
