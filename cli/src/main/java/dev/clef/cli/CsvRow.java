package dev.clef.cli;

import java.util.List;
import java.util.Set;

/**
 * A row of a CSV file.
 *
 * @param line on which it begins, counted from 1
 * @param cells the first of them, as many as were asked for
 * @param cellCount all of them
 * @param tooLarge which were longer than anything that can be sent, and are cut
 */
record CsvRow(long line, List<String> cells, int cellCount, Set<Integer> tooLarge) {}
