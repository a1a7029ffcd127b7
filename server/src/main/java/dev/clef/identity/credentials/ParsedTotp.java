package dev.clef.identity.credentials;

/** The outcome of reading a time-based one-time password credential. */
public sealed interface ParsedTotp permits TotpSecret, Unsupported {}
