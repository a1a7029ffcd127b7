package dev.clef.platform.web;

/** Stand-in. */
public interface RateLimits {
  void require(String name, String key);
}
