package dev.clef.keys;

import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A person as the key hierarchy knows one: a tenant and a random identifier, nothing that names
 * anybody.
 */
public record PersonRef(String tenantId, UUID personId) {

  /** The identifiers of people by tenant, as SQL takes them. */
  static Map<String, UUID[]> byTenant(Collection<PersonRef> people) {
    return people.stream()
        .collect(
            Collectors.groupingBy(
                PersonRef::tenantId,
                Collectors.mapping(
                    PersonRef::personId,
                    Collectors.collectingAndThen(
                        Collectors.toList(), ids -> ids.toArray(UUID[]::new)))));
  }
}
