package dev.clef.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The text of a file, unit by unit, each with its place. Not thread-safe. */
final class CsvText implements AutoCloseable {

  /** The file ends. */
  static final int END = -1;

  /** Bytes that are no text in the encoding of the file. */
  static final int NO_TEXT = -2;

  private static final int BUFFER_BYTES = 1 << 16;
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  /** A place in the file: line and column counted from 1, the column in UTF-16 units. */
  record Place(long line, long column, long offsetBytes) {}

  private final InputStream in;
  private final CsvDialect dialect;
  private final CharsetDecoder decoder;
  private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER_BYTES).flip();
  private final CharBuffer chars = CharBuffer.allocate(BUFFER_BYTES).flip();
  private boolean inputEnded;
  private boolean decoded;
  private boolean noText;
  private boolean begun;
  private boolean afterReturn;
  private long line = 1;
  private long column = 1;
  private long offsetBytes;
  private long lastLine = 1;
  private long lastColumn = 1;
  private long lastOffsetBytes;

  CsvText(InputStream in, CsvDialect dialect) {
    this.in = in;
    this.dialect = dialect;
    this.decoder =
        dialect
            .encoding()
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
  }

  /** The next unit, {@link #END} or {@link #NO_TEXT}. */
  int read() throws IOException {
    if (!begun) {
      begin();
    }
    lastLine = line;
    lastColumn = column;
    lastOffsetBytes = offsetBytes;
    if (!chars.hasRemaining() && !fill()) {
      return noText ? NO_TEXT : END;
    }
    char unit = chars.get();
    offsetBytes += dialect.widthBytes(unit);
    if (unit == '\n' && afterReturn) {
      column = 1;
    } else if (unit == '\n' || unit == '\r') {
      line++;
      column = 1;
    } else {
      column++;
    }
    afterReturn = unit == '\r';
    return unit;
  }

  private void begin() throws IOException {
    begun = true;
    // The decoder of UTF-16 takes the mark away itself.
    if (dialect.encoding().equals(StandardCharsets.UTF_16)) {
      byte[] first = in.readNBytes(2);
      bytes.clear().put(first).flip();
      offsetBytes = isMark(first) ? 2 : 0;
    }
    if (fill() && chars.get(chars.position()) == BYTE_ORDER_MARK) {
      offsetBytes += dialect.widthBytes(chars.get());
    }
  }

  private static boolean isMark(byte[] first) {
    return Arrays.equals(first, new byte[] {(byte) 0xfe, (byte) 0xff})
        || Arrays.equals(first, new byte[] {(byte) 0xff, (byte) 0xfe});
  }

  private boolean fill() throws IOException {
    chars.clear();
    while (chars.position() == 0 && !decoded) {
      if (!inputEnded) {
        bytes.compact();
        int count = in.read(bytes.array(), bytes.position(), bytes.remaining());
        inputEnded = count < 0;
        bytes.position(bytes.position() + Math.max(0, count)).flip();
      }
      CoderResult result = decoder.decode(bytes, chars, inputEnded);
      noText = result.isError();
      decoded = noText || (inputEnded && result.isUnderflow());
    }
    chars.flip();
    return chars.hasRemaining();
  }

  /** The line of the next unit. */
  long line() {
    return line;
  }

  long offsetBytes() {
    return offsetBytes;
  }

  /** Where the unit stands that was read last. */
  Place last() {
    return new Place(lastLine, lastColumn, lastOffsetBytes);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
