package dev.clef.keys;

/**
 * How far one part of the people has come into the epoch that is being prepared.
 *
 * @param total people of the part when it began
 * @param at the last person done in this step
 */
record EpochProgress(int part, Step step, long total, long wrapped, long checked, PersonRef at) {

  /** What is done with the people of a part. The names are stored: never rename one. */
  enum Step {
    /** Their keys are wrapped by the new branch keys. */
    WRAP,
    /** Every wrapped key is opened again and compared. */
    CHECK,
    DONE
  }
}
