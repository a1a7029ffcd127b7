/**
 * The transparency log as mathematics and bytes: RFC 6962 hashing, C2SP tiles, signed notes,
 * checkpoints and proofs.
 *
 * <p>May use: java.base. Knows nothing of databases, people or Spring, so that the verifier and the
 * server share one implementation that a stranger can read in an hour.
 */
@NullMarked
package dev.clef.ledger;

import org.jspecify.annotations.NullMarked;
