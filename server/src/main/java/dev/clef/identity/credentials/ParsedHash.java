package dev.clef.identity.credentials;

/** The outcome of reading a password hash. */
public sealed interface ParsedHash permits PasswordHash, Unsupported {}
