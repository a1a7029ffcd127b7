package dev.clef.keys;

import java.util.UUID;

/**
 * A person as the key hierarchy knows one: a tenant and a random identifier, nothing that names
 * anybody.
 */
public record PersonRef(String tenantId, UUID personId) {}
