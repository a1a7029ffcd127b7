/**
 * The two PostgreSQL databases: two embedded clusters, or external ones; their roles, migrations,
 * pools and the question whether a failure means that a database is away.
 */
@NullMarked
@NamedInterface("db")
package dev.clef.platform.db;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
