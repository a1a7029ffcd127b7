/**
 * Events of the log for whoever watches: as OCSF, to a file, by HTTP or to Kafka, in order and at
 * least once. Nobody's identifier leaves; see {@code audit.EventFeed}.
 *
 * <p>May use: platform and audit.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"platform :: *", "audit"})
package dev.clef.siem;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
