package dev.clef.mail;

import dev.clef.mail.Letter.AddressChanged;
import dev.clef.mail.Letter.AddressTaken;
import dev.clef.mail.Letter.CodesLocked;
import dev.clef.mail.Letter.FactorAdded;
import dev.clef.mail.Letter.FactorRemoved;
import dev.clef.mail.Letter.FactorsLost;
import dev.clef.mail.Letter.NewDevice;
import dev.clef.mail.Letter.PasswordChanged;
import dev.clef.mail.Letter.RecoveryCodeUsed;
import dev.clef.mail.Letter.WithCode;
import dev.clef.platform.web.pages.Reader;
import dev.clef.platform.web.pages.Words;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.thymeleaf.ITemplateEngine;
import org.thymeleaf.context.Context;

/**
 * Puts a letter into words. The HTML has a style of its own and loads nothing: no pictures, no
 * counting of who reads. Thread-safe.
 */
final class Paper {

  private static final String TEMPLATE = "mail/letter";

  /** Nothing in it may need escaping: it is written as text. */
  private static final String STYLE =
      """
      :root { color-scheme: light dark; }
      body { margin: 0; padding: 24px 16px; background: #faf9f7; color: #1d1b24; font: 16px/1.5 system-ui, sans-serif; }
      main { max-width: 36rem; margin: 0 auto; padding: 24px; background: #ffffff; border: 1px solid #e0dcd5; border-radius: 12px; overflow-wrap: break-word; }
      h1 { margin: 0 0 16px; font-size: 22px; line-height: 1.25; }
      p { margin: 0 0 16px; }
      .code { padding: 12px 16px; background: #f1efeb; border-radius: 8px; font-size: 28px; font-weight: 600; letter-spacing: .2em; }
      .quiet { color: #5d5968; font-size: 14px; }
      a { color: #4a3aa8; }
      @media (prefers-color-scheme: dark) {
        body { background: #16151a; color: #efedf5; }
        main { background: #1f1e25; border-color: #36343f; }
        .code { background: #111015; }
        .quiet { color: #aca7b9; }
        a { color: #b3a6ff; }
      }
      """;

  private final ITemplateEngine templates;
  private final Words words;
  private final @Nullable URI site;

  Paper(ITemplateEngine templates, Words words, @Nullable URI site) {
    this.templates = templates;
    this.words = words;
    this.site = site;
  }

  /**
   * Writes a letter.
   *
   * @param at when what it tells happened
   */
  Written write(Letter letter, Locale language, Instant at) {
    String key = "letter." + letter.template().code().replace('-', '_');
    String subject = words.say(language, key + ".subject");
    String text = words.say(language, key + ".text", values(letter, language, at));
    String code = letter instanceof WithCode coded ? coded.code().digits() : "";
    String note = words.say(language, key + ".note");
    String link = site == null ? "" : site.toString();
    Map<String, Object> members =
        Map.of(
            "style", STYLE, "subject", subject, "text", text, "code", code, "note", note, "site",
            link);
    String html = templates.process(TEMPLATE, new Context(language, members));
    return new Written(subject, plain(language, text, code, note, link), html);
  }

  private String plain(Locale language, String text, String code, String note, String link) {
    List<String> parts = new ArrayList<>(List.of(text));
    if (!code.isEmpty()) {
      parts.add(code);
    }
    parts.add(note);
    if (!link.isEmpty()) {
      parts.add(link);
    }
    parts.add("-- \r\n" + words.say(language, "letter.foot"));
    return String.join("\r\n\r\n", parts) + "\r\n";
  }

  private Object[] values(Letter letter, Locale language, Instant at) {
    return switch (letter) {
      case WithCode coded -> new Object[] {coded.goodFor().toMinutes()};
      case AddressTaken nothing -> new Object[] {time(language, at)};
      case AddressChanged nothing -> new Object[] {time(language, at)};
      case PasswordChanged nothing -> new Object[] {time(language, at)};
      case CodesLocked nothing -> new Object[] {time(language, at)};
      case FactorAdded added -> new Object[] {time(language, at), factor(language, added.factor())};
      case FactorRemoved removed ->
          new Object[] {time(language, at), factor(language, removed.factor())};
      case RecoveryCodeUsed used -> new Object[] {time(language, at), used.left()};
      case FactorsLost lost -> new Object[] {time(language, at), time(language, lost.readyAt())};
      case NewDevice device ->
          new Object[] {time(language, at), device.browser(), country(language, device.country())};
    };
  }

  private String factor(Locale language, Letter.Factor factor) {
    return words.say(language, "letter.factor." + factor.code());
  }

  private String country(Locale language, String code) {
    return code.isEmpty()
        ? words.say(language, "letter.somewhere")
        : Locale.of("", code).getDisplayCountry(language);
  }

  private static String time(Locale language, Instant at) {
    return Words.dateAndTime(new Reader(language, ZoneOffset.UTC), at) + " UTC";
  }
}
