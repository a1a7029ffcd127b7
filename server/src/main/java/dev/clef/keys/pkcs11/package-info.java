/**
 * Keys in a hardware security module, by PKCS#11 v2.40 (OASIS) through the foreign-function
 * interface of the JDK: the provider of the JDK itself can neither sign with Ed25519 nor find a
 * slot again that got another number.
 *
 * <p>May use: platform, the types of keys.
 */
@NullMarked
package dev.clef.keys.pkcs11;

import org.jspecify.annotations.NullMarked;
