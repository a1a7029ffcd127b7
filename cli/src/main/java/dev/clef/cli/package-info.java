/**
 * The commands of {@code ./clef} that run outside the server. May use: ledger, blocklist, picocli,
 * Jackson, the JDK's HttpClient.
 */
@NullMarked
package dev.clef.cli;

import org.jspecify.annotations.NullMarked;
