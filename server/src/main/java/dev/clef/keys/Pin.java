package dev.clef.keys;

import dev.clef.platform.Terminal;
import java.io.Console;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The PIN of a token: from a file that only its owner may read, or asked for at the terminal when
 * the process starts. Never from arguments or the environment, which other processes see.
 */
final class Pin {

  private static final Set<PosixFilePermission> OWNERS =
      Set.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private Pin() {}

  /** Gives the PIN as often as it is needed; whoever takes it wipes it. */
  static Supplier<byte[]> of(@Nullable Path file, String token) {
    if (file != null) {
      return () -> read(file);
    }
    byte[] asked = ask(token);
    return asked::clone;
  }

  private static byte[] read(Path file) {
    try {
      if (!OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
        throw new IllegalStateException(
            file + " holds a PIN and must be readable by its owner alone: chmod 600");
      }
      byte[] content = Files.readAllBytes(file);
      int length = content.length;
      while (length > 0 && (content[length - 1] == '\n' || content[length - 1] == '\r')) {
        length--;
      }
      byte[] pin = Arrays.copyOf(content, length);
      Arrays.fill(content, (byte) 0);
      return pin;
    } catch (IOException e) {
      throw new IllegalStateException("clef.keys.pkcs11.pin-file: " + file + " cannot be read", e);
    }
  }

  private static byte[] ask(String token) {
    Console terminal =
        Terminal.attached()
            .orElseThrow(() ->
                new IllegalStateException(
                    "the PIN of token \""
                        + token
                        + "\" is needed: set clef.keys.pkcs11.pin-file,"
                        + " or start at a terminal"));
    char[] entered = terminal.readPassword("PIN of token \"%s\": ", token);
    if (entered == null) {
      throw new IllegalStateException("no PIN was entered");
    }
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(CharBuffer.wrap(entered));
    byte[] pin = new byte[bytes.remaining()];
    bytes.get(pin);
    Arrays.fill(entered, '\0');
    return pin;
  }
}
