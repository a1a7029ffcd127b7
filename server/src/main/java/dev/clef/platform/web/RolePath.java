package dev.clef.platform.web;

/**
 * An address that only one role may use. Roles are what {@link RequestAuthenticator}s grant,
 * without a prefix.
 *
 * @param pattern a path pattern of Spring, such as {@code /imports/**}
 */
public record RolePath(String pattern, String role) {}
