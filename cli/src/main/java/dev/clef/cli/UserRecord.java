package dev.clef.cli;

import java.util.Optional;

/**
 * One element of the users of an export.
 *
 * @param index counted from 0 over the whole file
 * @param line on which it begins, counted from 1
 * @param json what is sent for it: the record, or its reason as a text
 * @param reason why it cannot be sent as it is
 */
record UserRecord(
    long index, long line, String realm, byte[] json, Optional<RecordReason> reason) {}
