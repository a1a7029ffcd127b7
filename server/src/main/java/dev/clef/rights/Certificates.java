package dev.clef.rights;

import dev.clef.audit.Receipts;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes erasure certificates from the log. */
public final class Certificates {

  /** How long another node may need that signs for this one. */
  private static final Duration ELSEWHERE = Duration.ofMillis(50);

  private final ErasureStore store;
  private final Receipts receipts;

  Certificates(ErasureStore store, Receipts receipts) {
    this.store = store;
    this.receipts = receipts;
  }

  /** Whether there is or will be such a certificate. */
  public boolean isKnown(UUID certificateId) {
    return store.find(certificateId).isPresent();
  }

  /** When the keys were destroyed; empty while they are not. */
  public Optional<Instant> erasedAt(UUID certificateId) {
    return store.find(certificateId).map(Erasure::first).map(Erasure.Entry::at);
  }

  /** The certificate of the latest stage; empty while a checkpoint does not cover its entry. */
  public Optional<ErasureCertificate> find(UUID certificateId) {
    return store.find(certificateId).flatMap(this::certificate);
  }

  /** Whether the entry the certificate was made from is not kept any more. */
  public boolean isExpired(UUID certificateId) {
    return store
        .find(certificateId)
        .map(Erasure::first)
        .filter(entry -> receipts.isExpired(entry.id(), entry.at()))
        .isPresent();
  }

  /**
   * Waits for the certificate, at most {@code patience}, and hurries it. Runs on a virtual thread.
   */
  public Optional<ErasureCertificate> await(UUID certificateId, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    try {
      while (true) {
        long mark = receipts.mark();
        Optional<ErasureCertificate> certificate = find(certificateId);
        if (certificate.isPresent() || System.nanoTime() >= end) {
          return certificate;
        }
        receipts.awaitNext(mark, ELSEWHERE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** Of the second stage, when a checkpoint covers that; else of the first. */
  private Optional<ErasureCertificate> certificate(Erasure erasure) {
    return certificate(erasure, 2, erasure.second())
        .or(() -> certificate(erasure, 1, erasure.first()));
  }

  private Optional<ErasureCertificate> certificate(
      Erasure erasure, int stage, Erasure.@Nullable Entry entry) {
    if (entry == null) {
      return Optional.empty();
    }
    return receipts
        .of(entry.id(), entry.at())
        .map(receipt ->
            new ErasureCertificate(
                ErasureCertificate.FORMAT,
                erasure.certificateId(),
                entry.at(),
                stage,
                entry.custody(),
                ErasureCertificate.statement(stage),
                ErasureCertificate.limits(stage, entry.custody()),
                new ErasureCertificate.Log(receipt.origin(), receipt.vkey()),
                base64(receipt.event()),
                base64(receipt.eventKey()),
                base64(receipt.leaf()),
                receipt.proof()));
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
