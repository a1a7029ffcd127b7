package dev.clef.ledger;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A text with signatures (c2sp.org/signed-note). Parsing proves nothing: ask {@link #isSignedBy}.
 *
 * @param text ends in a newline
 * @param signatures at least one
 */
public record SignedNote(String text, List<Sig> signatures) {

  /** More than any honest note has; a limit the specification asks for (at least 16). */
  private static final int MAX_SIGNATURES = 100;

  private static final int MAX_CHARS = 1_000_000;
  private static final String DASH = "— ";

  /**
   * One signature line.
   *
   * @param keyId big-endian uint32
   * @param signature what follows the key ID; at least one byte
   */
  public record Sig(String name, int keyId, Bytes signature) {
    public Sig {
      VerifierKey.requireName(name);
      if (signature.size() == 0) {
        throw new MalformedException("a signature is not empty");
      }
    }

    private static Sig parse(String line) {
      int space = line.lastIndexOf(' ');
      if (!line.startsWith(DASH) || space < DASH.length()) {
        throw new MalformedException("not a signature line");
      }
      byte[] bytes = Bytes.ofBase64(line.substring(space + 1)).raw();
      if (bytes.length <= Integer.BYTES) {
        throw new MalformedException("a signature is longer than its key ID");
      }
      Bytes signature = Bytes.copyOf(bytes, Integer.BYTES, bytes.length - Integer.BYTES);
      return new Sig(
          line.substring(DASH.length(), space), ByteBuffer.wrap(bytes).getInt(), signature);
    }

    @Override
    public String toString() {
      ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + signature.size());
      bytes.putInt(keyId).put(signature.raw());
      return DASH + name + " " + Bytes.wrap(bytes.array()).base64() + "\n";
    }
  }

  public SignedNote {
    signatures = List.copyOf(signatures);
    if (!text.endsWith("\n") || text.chars().anyMatch(c -> c < 0x20 && c != '\n')) {
      throw new MalformedException("note text ends in a newline and has no control characters");
    }
    if (signatures.isEmpty() || signatures.size() > MAX_SIGNATURES) {
      throw new MalformedException("a note has 1 to " + MAX_SIGNATURES + " signatures");
    }
  }

  /** Signs with each signer in turn. */
  public static SignedNote sign(String text, NoteSigner... signers) {
    byte[] message = Strict.utf8(text);
    List<Sig> signatures = new ArrayList<>();
    for (NoteSigner signer : signers) {
      Bytes signature = Bytes.copyOf(signer.sign(message));
      signatures.add(new Sig(signer.name(), signer.keyId(), signature));
    }
    return new SignedNote(text, signatures);
  }

  /**
   * Reads a note as UTF-8 bytes.
   *
   * @throws MalformedException naming the first rule broken
   */
  public static SignedNote parse(byte[] utf8) {
    return parse(Strict.utf8(utf8, 0, utf8.length));
  }

  /** As {@link #parse(byte[])}. */
  public static SignedNote parse(String note) {
    int blank = note.lastIndexOf("\n\n");
    if (note.length() > MAX_CHARS || blank < 0 || !note.endsWith("\n")) {
      throw new MalformedException("a note is text, an empty line and signature lines");
    }
    String tail = note.substring(blank + 2);
    if (tail.isEmpty()) {
      throw new MalformedException("the note has no signature");
    }
    return new SignedNote(note.substring(0, blank + 1), lines(tail));
  }

  /**
   * Reads signature lines that come without their text, as a witness answers.
   *
   * @throws MalformedException when there is none, or one is malformed
   */
  public static List<Sig> lines(String lines) {
    if (!lines.endsWith("\n") || lines.length() > MAX_CHARS) {
      throw new MalformedException("signature lines end in a newline");
    }
    List<Sig> signatures = new ArrayList<>();
    for (String line : lines.substring(0, lines.length() - 1).split("\n", -1)) {
      signatures.add(Sig.parse(line));
    }
    return List.copyOf(signatures);
  }

  /**
   * Whether this key signed the text: at least one signature carries its name and ID, and every one
   * that does verifies. Signatures of other keys are ignored.
   */
  public boolean isSignedBy(VerifierKey key) {
    byte[] message = Strict.utf8(text);
    List<Sig> mine = of(key);
    return !mine.isEmpty()
        && mine.stream().allMatch(s -> key.verifies(message, s.signature().raw()));
  }

  /** When this key cosigned, the latest time; empty when it did not or said no time. */
  public Optional<Instant> cosignedAt(VerifierKey key) {
    if (!key.type().isCosignature() || !isSignedBy(key)) {
      return Optional.empty();
    }
    return of(key).stream()
        .mapToLong(sig -> Cosignature.decode(key.type(), sig.signature().raw()).seconds())
        .filter(seconds -> seconds > 0 && seconds <= Instant.MAX.getEpochSecond())
        .mapToObj(Instant::ofEpochSecond)
        .max(Instant::compareTo);
  }

  /** Whether a signature line bears this key's name and ID, right or wrong. */
  public boolean names(VerifierKey key) {
    return !of(key).isEmpty();
  }

  /**
   * The note with the signatures of these keys alone.
   *
   * @return empty when there is none, or when one of them is wrong
   */
  public Optional<SignedNote> onlySignaturesOf(Collection<VerifierKey> keys) {
    List<VerifierKey> named = keys.stream().filter(this::names).toList();
    if (named.isEmpty() || !named.stream().allMatch(this::isSignedBy)) {
      return Optional.empty();
    }
    List<Sig> kept =
        signatures.stream()
            .filter(sig -> named.stream().anyMatch(key -> of(key).contains(sig)))
            .toList();
    return Optional.of(new SignedNote(text, kept));
  }

  /** The note with more signatures; those it has already are not doubled. */
  public SignedNote with(Collection<Sig> more) {
    List<Sig> all = new ArrayList<>(signatures);
    more.stream().filter(sig -> !all.contains(sig)).forEach(all::add);
    return new SignedNote(text, all);
  }

  private List<Sig> of(VerifierKey key) {
    int keyId = key.keyId();
    return signatures.stream()
        .filter(sig -> sig.keyId() == keyId && sig.name().equals(key.name()))
        .toList();
  }

  /** The note as it is published. */
  @Override
  public String toString() {
    StringBuilder note = new StringBuilder(text).append('\n');
    signatures.forEach(note::append);
    return note.toString();
  }
}
