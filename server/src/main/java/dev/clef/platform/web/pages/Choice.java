package dev.clef.platform.web.pages;

/**
 * One answer of a question that has a few.
 *
 * @param code what the form sends
 * @param name what people read
 */
public record Choice(String code, String name) {}
