package dev.clef.testing;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Looks for texts in files of any kind, in the encodings that memory and databases use. */
public final class ByteSearch {

  private static final List<Charset> ENCODINGS =
      List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE);

  /** More hits than anybody reads. */
  private static final int MAX_HITS = 200;

  /** How much of what follows a hit is shown. */
  private static final int SHOWN_BYTES = 40;

  /** By the first byte, so that a file is gone through once for all. */
  private final List<List<byte[]>> patterns =
      Stream.generate(() -> (List<byte[]>) new ArrayList<byte[]>()).limit(256).toList();

  private ByteSearch(List<byte[]> patterns) {
    patterns.forEach(pattern -> this.patterns.get(pattern[0] & 0xff).add(pattern));
  }

  /** For texts of ASCII: UTF-8 is then Latin-1 as well. */
  public static ByteSearch forText(String... texts) {
    List<byte[]> patterns = new ArrayList<>();
    for (String text : texts) {
      ENCODINGS.forEach(encoding -> patterns.add(text.getBytes(encoding)));
    }
    return new ByteSearch(patterns);
  }

  /** For bytes as they are and as text: hexadecimal and Base64. */
  public static ByteSearch forBytes(Collection<byte[]> secrets) {
    List<byte[]> patterns = new ArrayList<>(secrets);
    for (byte[] secret : secrets) {
      patterns.add(HexFormat.of().formatHex(secret).getBytes(StandardCharsets.US_ASCII));
      patterns.add(Base64.getEncoder().withoutPadding().encode(secret));
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
    return in(content, String.valueOf(file.getFileName()));
  }

  /** Likewise, in memory. */
  public List<String> in(byte[] content, String name) {
    List<String> hits = new ArrayList<>();
    for (int at = 0; at < content.length && hits.size() < MAX_HITS; at++) {
      for (byte[] pattern : patterns.get(content[at] & 0xff)) {
        if (matches(content, pattern, at)) {
          hits.add(name + "@" + at + ": " + printable(content, at));
        }
      }
    }
    return hits;
  }

  /** Likewise, in all files below {@code folder}. */
  public List<String> below(Path folder) throws IOException {
    List<String> hits = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        hits.addAll(in(file));
      }
    }
    return hits;
  }

  private static boolean matches(byte[] content, byte[] pattern, int at) {
    if (at + pattern.length > content.length) {
      return false;
    }
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
