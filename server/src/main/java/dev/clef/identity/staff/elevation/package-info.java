/**
 * Staff and the data of people: nothing without an elevation, which is for one person, one purpose
 * and a few minutes, and is nothing until a second person approves. In an emergency it is opened
 * without, raises an alarm and is looked at by a second person afterwards. While one is open, its
 * person can be signed out everywhere.
 *
 * <p>Here is decided and told; what is open just now is pushed down to the vault ({@code
 * vault.Grants}), which looks at it in the statement that reads. Every step leaves an entry under
 * the person's key, so that the person sees each.
 */
@NullMarked
@NamedInterface("elevation")
package dev.clef.identity.staff.elevation;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
