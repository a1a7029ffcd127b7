package dev.clef.subject;

/**
 * A kind of personal data somebody holds, told to the person it is about.
 *
 * @param name the stable name in the API and in exports
 * @param category what kind of data it is
 * @param purpose why it is held
 * @param basis the lawful basis of holding it
 */
public record HeldField(String name, DataCategory category, Purpose purpose, LegalBasis basis) {}
