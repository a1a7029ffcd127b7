package dev.clef.platform.web;

import jakarta.servlet.http.HttpServletRequest;

/** Stand-in. */
public interface ClientAddress {
  String of(HttpServletRequest request);
}
