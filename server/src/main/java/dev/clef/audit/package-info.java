/**
 * The transparency log: append in the transaction of the caller, sequence, sign, prove, show.
 *
 * <p>May use: platform, keys, subject and the ledger library.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"platform :: *", "keys", "subject"})
package dev.clef.audit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
