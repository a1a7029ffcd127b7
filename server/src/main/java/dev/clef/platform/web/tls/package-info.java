/**
 * HTTPS without a step of the operator: TLS 1.3 only, a certificate made here at the first start,
 * or the operator's own, taken up again whenever its files change.
 */
@NullMarked
package dev.clef.platform.web.tls;

import org.jspecify.annotations.NullMarked;
