package dev.clef.platform.web.tls;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.ssl.SslBundleRegistry;

/**
 * Looks at the certificate's files every few seconds; new ones serve the next connection, without a
 * restart. Files that cannot be used are reported once and the old certificate stays.
 */
final class CertificateReloader implements DisposableBean {

  private static final Logger log = LoggerFactory.getLogger(CertificateReloader.class);
  private static final Duration PERIOD = Duration.ofSeconds(5);

  private final Supplier<CertificateFiles> files;
  private final SslBundleRegistry bundles;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("certificate-reload").factory());
  private CertificateFiles.@Nullable Version seen;

  /**
   * @param files renews our own certificate when it is asked; the operator's is only named
   */
  CertificateReloader(Supplier<CertificateFiles> files, SslBundleRegistry bundles) {
    this.files = files;
    this.bundles = bundles;
    look();
    var _ =
        timer.scheduleWithFixedDelay(
            this::look, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  private synchronized void look() {
    try {
      CertificateFiles current = files.get();
      CertificateFiles.Version version = current.version();
      if (seen != null && !version.equals(seen)) {
        bundles.updateBundle(TlsConfiguration.BUNDLE, current.load());
        log.info("the certificate was replaced");
      }
      seen = version;
    } catch (IOException | RuntimeException e) {
      // Both files are rarely written at once: the next look, with both in place, succeeds.
      log.warn("the certificate could not be read again: {}", e.getClass().getName());
    }
  }

  @Override
  public void destroy() {
    timer.shutdownNow();
  }
}
