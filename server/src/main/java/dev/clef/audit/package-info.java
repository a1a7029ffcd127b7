/**
 * The transparency log: append in the transaction of the caller, sequence, sign, prove, show.
 *
 * <p>Personal data: the index by which a person's entries are found is erased through {@code
 * Activity.forget}; the entries stay and lose their person with the person's keys.
 *
 * <p>May use: platform, keys, subject and the ledger library.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"platform :: *", "keys", "subject", "ledger"})
package dev.clef.audit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
