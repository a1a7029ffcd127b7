/**
 * The public API as a document: {@code openapi.json} is frozen in the sources, compared with the
 * controllers by a test, and served at {@code /openapi.json} and, for people, at {@code /docs}.
 *
 * <p>To refresh it after a change that was meant: {@code mvn -pl server -am test -Dtest=OpenApiTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dclef.openapi.write=true}, then read the difference
 * before committing it.
 */
@NullMarked
@NamedInterface("openapi")
package dev.clef.platform.web.openapi;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
