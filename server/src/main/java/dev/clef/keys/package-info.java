/**
 * The key hierarchy: root, regional key of an epoch, branch key, person key. Blind indexes and
 * version heads live in the same, second database.
 *
 * <p>Personal data: keys, digests and version heads of people, erased through {@code
 * PersonKeys.destroy}.
 *
 * <p>May use: platform.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"platform :: *"})
package dev.clef.keys;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
