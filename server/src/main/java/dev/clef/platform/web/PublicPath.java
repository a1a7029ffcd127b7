package dev.clef.platform.web;

import org.springframework.http.HttpMethod;

/**
 * An address that needs no sign-in. Everything that no such bean names does.
 *
 * <p>Declared by a bean method without parameters, so that the document of the API can be made
 * without starting the server.
 *
 * @param pattern a path pattern of Spring, such as {@code /accounts/{id}} or {@code /assets/**}
 */
public record PublicPath(HttpMethod method, String pattern) {

  public static PublicPath get(String pattern) {
    return new PublicPath(HttpMethod.GET, pattern);
  }

  public static PublicPath post(String pattern) {
    return new PublicPath(HttpMethod.POST, pattern);
  }
}
