/**
 * What pages need and addresses of the API do not: forms read strictly, problems shown to people,
 * the reader's language and its words, assets named by their content. Knows no page.
 */
@NullMarked
@NamedInterface("pages")
package dev.clef.platform.web.pages;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
