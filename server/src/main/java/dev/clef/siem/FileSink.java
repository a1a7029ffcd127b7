package dev.clef.siem;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A file with one event a line, put aside when it is full. Written lines are on the disk before
 * they count as taken. Used by one thread at a time.
 */
record FileSink(Path path, long maxBytes, int keep) implements Sink {

  @Override
  public String name() {
    return "file";
  }

  @Override
  public void take(List<byte[]> lines) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] line : lines) {
      long size = (Files.exists(path) ? Files.size(path) : 0) + out.size();
      if (size > 0 && size + line.length + 1 > maxBytes) {
        append(out);
        rotate();
      }
      out.writeBytes(line);
      out.write('\n');
    }
    append(out);
  }

  private void append(ByteArrayOutputStream out) throws IOException {
    if (out.size() == 0) {
      return;
    }
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      long before = file.size();
      try {
        ByteBuffer bytes = ByteBuffer.wrap(out.toByteArray());
        if (isTorn(before)) {
          file.write(ByteBuffer.wrap(new byte[] {'\n'}));
        }
        while (bytes.hasRemaining()) {
          file.write(bytes);
        }
        file.force(true);
      } catch (IOException e) {
        file.truncate(before); // or the same events would follow half of themselves
        throw e;
      }
    }
    out.reset();
  }

  /** Whether somebody died in the middle of a line. */
  private boolean isTorn(long size) throws IOException {
    if (size == 0) {
      return false;
    }
    ByteBuffer last = ByteBuffer.allocate(1);
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      return file.read(last, size - 1) == 1 && last.get(0) != '\n';
    }
  }

  private void rotate() throws IOException {
    for (int number = keep; number > 0; number--) {
      Path from = number == 1 ? path : numbered(number - 1);
      if (Files.exists(from)) {
        Files.move(from, numbered(number), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private Path numbered(int number) {
    return path.resolveSibling(path.getFileName() + "." + number);
  }
}
