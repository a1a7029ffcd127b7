/**
 * Who may open the console, and what of it: accounts by invitation, roles and the table of what they
 * open ({@code StaffRules}), sign-in by passkey, sessions bound to one browser. Decision 32 says why.
 *
 * <p>Staff are people too: login name, passkeys, password hash and authenticator secret are sealed, and the
 * log knows a member of staff by a random identifier. They are not sealed under a person key in the
 * vault, as those of listeners are, because staff are not among the people whose data this
 * installation is for: they must not be counted, imported, exported, reaped as keys without an
 * account or found by the sign-in of listeners. Instead each account has a service key of its own
 * ({@code ServiceKeyKind.STAFF}), wrapped by the root key and kept in the keys database, so that
 * the data database alone says neither who works here nor what opens the console, and nobody who
 * can only write to it can make up a password that is accepted. The vault's version heads are the
 * price: an older row of the account that is put back whole is not recognised.
 *
 * <p>Erasure: what was entered for a link that is replaced or withdrawn goes with it. An account
 * goes with its row and its key; the entries about it keep an identifier that leads to nobody.
 */
@NullMarked
@NamedInterface("staff")
package dev.clef.identity.staff;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
