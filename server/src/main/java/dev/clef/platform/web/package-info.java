/**
 * The mechanism of HTTP without domain words: one catalogue of errors and one place that writes
 * them (RFC 9457), a security chain that denies by default, headers, request ids.
 *
 * <p>A module takes part by contributing beans: {@link dev.clef.platform.web.PublicPath}, {@link
 * dev.clef.platform.web.RequestAuthenticator}, {@link dev.clef.platform.web.OutageClassifier}.
 */
@NullMarked
@NamedInterface("web")
package dev.clef.platform.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
