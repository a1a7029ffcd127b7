package dev.clef.identity.imports;

import tools.jackson.databind.JsonNode;

/** Reads the records of one kind of source. */
interface RecordMapper {

  /** What becomes of a record; never throws for what a record holds. */
  Mapped map(JsonNode record);
}
