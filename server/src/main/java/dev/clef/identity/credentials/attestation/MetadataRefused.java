package dev.clef.identity.credentials.attestation;

/** A metadata file that cannot be believed; the message says why and is for the operator. */
public final class MetadataRefused extends Exception {

  private static final long serialVersionUID = 1;

  MetadataRefused(String message) {
    super(message);
  }
}
