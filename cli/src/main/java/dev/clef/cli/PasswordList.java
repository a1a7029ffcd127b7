package dev.clef.cli;

import dev.clef.blocklist.PasswordFilterBuilder;
import dev.clef.blocklist.PasswordHash64;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/** A list of passwords or of their digests, read line by line. For one thread. */
final class PasswordList implements Closeable {

  /** What stands in a line. */
  enum Form {
    /** 40 hexadecimal digits, then nothing, or a colon and a count. */
    SHA1,
    /** A password in UTF-8. */
    PLAIN
  }

  /** Told of the lines and the bytes of the file that were read. */
  @FunctionalInterface
  interface Watcher {
    void at(long lines, long bytes);
  }

  /**
   * What became of the lines.
   *
   * @param taken put into the filter, the same one twice perhaps
   * @param rare seen less often than asked for
   * @param bad unreadable, and left out
   * @param firstBad the number of the first of them, or 0
   */
  record Counts(long taken, long rare, long bad, long firstBad) {}

  /** A line that cannot be read; the message does not show it. */
  static final class BadLineException extends IOException {

    private static final long serialVersionUID = 1L;

    private final long line;

    BadLineException(String message) {
      this(message, 0);
    }

    BadLineException(String message, long line) {
      super(message);
      this.line = line;
    }

    /** From 1. */
    long line() {
      return line;
    }
  }

  /** The byte order mark that some programs write at the beginning of UTF-8. */
  private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private static final int MAX_LINE_BYTES = 4096;
  private static final int BUFFER_BYTES = 1 << 18;
  private static final int TOLD_EVERY = 1 << 14;

  /** Digits of the other list that can be had from the same place. */
  private static final int NTLM_DIGITS = 32;

  private final FileChannel channel;
  private final InputStream in;
  private final Form form;
  private final long minimumCount;
  private final boolean skipBad;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final byte[] line = new byte[MAX_LINE_BYTES];

  private long taken;
  private long rare;
  private long bad;
  private long firstBad;

  private PasswordList(
      FileChannel channel, InputStream in, Form form, long minimumCount, boolean skipBad) {
    this.channel = channel;
    this.in = in;
    this.form = form;
    this.minimumCount = minimumCount;
    this.skipBad = skipBad;
  }

  /** Opens a list, packed with gzip or not: its first bytes tell. */
  static PasswordList open(Path file, Form form, long minimumCount, boolean skipBad)
      throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      PushbackInputStream start = new PushbackInputStream(Channels.newInputStream(channel), 2);
      byte[] magic = start.readNBytes(2);
      start.unread(magic);
      boolean packed = magic.length == 2 && magic[0] == 0x1f && magic[1] == (byte) 0x8b;
      InputStream in = packed ? new GZIPInputStream(start, BUFFER_BYTES) : start;
      return new PasswordList(channel, in, form, minimumCount, skipBad);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** The size of the file. */
  long bytes() throws IOException {
    return channel.size();
  }

  /**
   * Reads all lines into {@code builder}. They end with LF or CR LF; the last one may end with the
   * file.
   *
   * @throws BadLineException at the first line that cannot be read, unless such are skipped
   */
  Counts readAll(PasswordFilterBuilder builder, Watcher watcher) throws IOException {
    long number = 1;
    int length = 0;
    int read = in.read(buffer);
    while (read >= 0) {
      for (int i = 0; i < read; i++) {
        byte next = buffer[i];
        if (next != '\n') {
          if (length < line.length) {
            line[length] = next;
          }
          if (length <= line.length) {
            length++; // one more says that it is too long, however long
          }
          continue;
        }
        take(builder, number++, length);
        length = 0;
        if (number % TOLD_EVERY == 0) {
          watcher.at(number, channel.position());
        }
      }
      read = in.read(buffer);
    }
    if (length > 0) {
      take(builder, number, length);
    }
    return new Counts(taken, rare, bad, firstBad);
  }

  private void take(PasswordFilterBuilder builder, long number, int bytes) throws IOException {
    try {
      if (bytes > line.length) {
        throw new BadLineException("it is longer than " + MAX_LINE_BYTES + " bytes");
      }
      int length = bytes > 0 && line[bytes - 1] == '\r' ? bytes - 1 : bytes;
      if (number == 1 && startsWithMark(length)) {
        length -= MARK.length;
        System.arraycopy(line, MARK.length, line, 0, length);
      }
      if (length == 0) {
        throw new BadLineException("it is empty");
      }
      switch (form) {
        case SHA1 -> takeDigest(builder, length);
        case PLAIN -> takePassword(builder, length);
      }
    } catch (BadLineException e) {
      if (!skipBad) {
        throw new BadLineException(String.valueOf(e.getMessage()), number);
      }
      bad++;
      firstBad = firstBad == 0 ? number : firstBad;
    }
  }

  private void takePassword(PasswordFilterBuilder builder, int length) throws IOException {
    String text;
    try {
      text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line, 0, length)).toString();
    } catch (CharacterCodingException e) {
      throw new BadLineException("it is not UTF-8, so nobody could type it");
    }
    builder.add(PasswordHash64.of(line, 0, length));
    if (text.length() < length) { // not only ASCII
      builder.add(PasswordHash64.of(opaque(text).getBytes(StandardCharsets.UTF_8)));
    }
    taken++;
  }

  /** The form in which a server asks too (RFC 8265 §4.2.2): spaces become U+0020, then NFC. */
  private static String opaque(String text) {
    StringBuilder mapped = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> Character.getType(c) == Character.SPACE_SEPARATOR ? ' ' : c)
        .forEach(mapped::appendCodePoint);
    return Normalizer.normalize(mapped, Normalizer.Form.NFC);
  }

  private boolean startsWithMark(int length) {
    return length >= MARK.length && Arrays.equals(line, 0, MARK.length, MARK, 0, MARK.length);
  }

  private void takeDigest(PasswordFilterBuilder builder, int length) throws IOException {
    int digits = 0;
    while (digits < length && line[digits] != ':') {
      digits++;
    }
    if (digits != PasswordHash64.SHA1_DIGITS) {
      throw new BadLineException(
          digits == NTLM_DIGITS
              ? "32 digits are an NTLM hash; the list of SHA-1 is needed"
              : "a SHA-1 has 40 hexadecimal digits (words need --plain)");
    }
    long hash;
    try {
      hash = PasswordHash64.parse(line, 0);
    } catch (NumberFormatException e) {
      throw new BadLineException("a SHA-1 has 40 hexadecimal digits (words need --plain)");
    }
    if (count(digits, length) < minimumCount) {
      rare++;
      return;
    }
    builder.add(hash);
    taken++;
  }

  /** The number after the colon; without one, once. */
  private long count(int colon, int length) throws BadLineException {
    if (colon == length) {
      return 1;
    }
    long count = 0;
    for (int i = colon + 1; i < length; i++) {
      int digit = line[i] - '0';
      if (digit < 0 || digit > 9 || i > colon + 15) {
        throw new BadLineException("after the colon belongs a count");
      }
      count = 10 * count + digit;
    }
    if (colon + 1 == length) {
      throw new BadLineException("after the colon belongs a count");
    }
    return count;
  }

  @Override
  public void close() throws IOException {
    in.close();
    channel.close();
  }
}
