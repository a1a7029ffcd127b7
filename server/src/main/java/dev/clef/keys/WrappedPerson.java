package dev.clef.keys;

import java.time.Instant;

/**
 * The two keys of a person as they are stored in one epoch.
 *
 * @param branch the branch key they are wrapped by
 * @param dataKey the wrapped data key
 * @param commitmentKey the wrapped commitment key
 * @param confirmed whether the data database is known to hold the account
 */
record WrappedPerson(
    PersonRef person,
    BranchKeys.Branch branch,
    int dataKeyVersion,
    byte[] dataKey,
    byte[] commitmentKey,
    Instant createdAt,
    boolean confirmed) {}
