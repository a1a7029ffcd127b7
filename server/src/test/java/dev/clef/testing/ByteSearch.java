package dev.clef.testing;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Looks for texts in files of any kind, in the encodings that memory and databases use. */
public final class ByteSearch {

  private static final List<Charset> ENCODINGS =
      List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE);

  /** More hits than anybody reads. */
  private static final int MAX_HITS = 200;

  /** How much of what follows a hit is shown. */
  private static final int SHOWN_BYTES = 40;

  private final List<byte[]> patterns;

  private ByteSearch(List<byte[]> patterns) {
    this.patterns = patterns;
  }

  /** For texts of ASCII: UTF-8 is then Latin-1 as well. */
  public static ByteSearch forText(String... texts) {
    List<byte[]> patterns = new ArrayList<>();
    for (String text : texts) {
      ENCODINGS.forEach(encoding -> patterns.add(text.getBytes(encoding)));
    }
    return new ByteSearch(patterns);
  }

  /** Each hit as file, place and what follows; a file that is gone meanwhile has none. */
  public List<String> in(Path file) throws IOException {
    byte[] content;
    try {
      content = Files.readAllBytes(file);
    } catch (NoSuchFileException gone) {
      return List.of();
    }
    List<String> hits = new ArrayList<>();
    for (byte[] pattern : patterns) {
      for (int at = find(content, pattern, 0);
          at >= 0 && hits.size() < MAX_HITS;
          at = find(content, pattern, at + 1)) {
        hits.add(file.getFileName() + "@" + at + ": " + printable(content, at));
      }
    }
    return hits;
  }

  private static int find(byte[] content, byte[] pattern, int from) {
    byte first = pattern[0];
    int last = content.length - pattern.length;
    for (int at = from; at <= last; at++) {
      if (content[at] == first && matches(content, pattern, at)) {
        return at;
      }
    }
    return -1;
  }

  private static boolean matches(byte[] content, byte[] pattern, int at) {
    for (int i = 1; i < pattern.length; i++) {
      if (content[at + i] != pattern[i]) {
        return false;
      }
    }
    return true;
  }

  private static String printable(byte[] content, int at) {
    int from = Math.max(0, at - SHOWN_BYTES);
    int length = Math.min(content.length - from, 3 * SHOWN_BYTES);
    return new String(content, from, length, StandardCharsets.ISO_8859_1)
        .replaceAll("[^\\x20-\\x7e]", ".");
  }
}
