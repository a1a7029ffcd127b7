package dev.clef.openid;

import java.time.Instant;
import java.util.List;

/** What a person allowed an application. */
public record Approval(String clientId, String name, List<String> scopes, Instant approvedAt) {

  public Approval {
    scopes = List.copyOf(scopes);
  }
}
