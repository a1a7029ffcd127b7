/** What a person, or somebody with bad intentions, meets at the API of the whole server. */
@NullMarked
package dev.clef.journeys;

import org.jspecify.annotations.NullMarked;
