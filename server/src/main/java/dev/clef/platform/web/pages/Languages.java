package dev.clef.platform.web.pages;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.web.servlet.LocaleResolver;

/**
 * The language of a page: the one chosen, else the account's, else the browser's, else English. The
 * choice is kept in a cookie that says nothing else.
 */
public final class Languages implements LocaleResolver {

  /** The languages there are messages for, by what they call themselves. */
  public static final List<Locale> ALL =
      List.of(
          Locale.ENGLISH,
          Locale.GERMAN,
          Locale.FRENCH,
          Locale.of("es"),
          Locale.ITALIAN,
          Locale.of("pt"),
          Locale.JAPANESE);

  /** The same to choose from in a form, each in its own words. */
  public static final List<Choice> CHOICES =
      ALL.stream()
          .map(locale -> new Choice(locale.getLanguage(), locale.getDisplayLanguage(locale)))
          .toList();

  private static final String COOKIE = "__Host-clef-language";
  private static final String OF_REQUEST = Languages.class.getName();

  @Override
  public Locale resolveLocale(HttpServletRequest request) {
    if (request.getAttribute(OF_REQUEST) instanceof Locale locale) {
      return locale;
    }
    return chosen(request).orElseGet(() -> ofBrowser(request));
  }

  /** For this answer alone. */
  @Override
  public void setLocale(
      HttpServletRequest request, @Nullable HttpServletResponse response, @Nullable Locale locale) {
    request.setAttribute(OF_REQUEST, locale);
  }

  /** Speaks the language of the account from this page on, unless one was chosen. */
  public void prefer(
      HttpServletRequest request, HttpServletResponse response, String accountLocale) {
    if (chosen(request).isEmpty()) {
      choose(response, accountLocale);
      of(accountLocale).ifPresent(locale -> setLocale(request, response, locale));
    }
  }

  /** Keeps a choice; of no effect for a language there is not. */
  public static void choose(HttpServletResponse response, String language) {
    of(language)
        .ifPresent(locale ->
            response.addHeader(
                HttpHeaders.SET_COOKIE,
                ResponseCookie.from(COOKIE, locale.getLanguage())
                    .secure(true)
                    .httpOnly(true)
                    .sameSite("Lax")
                    .path("/")
                    .maxAge(Duration.ofDays(365))
                    .build()
                    .toString()));
  }

  private static Optional<Locale> chosen(HttpServletRequest request) {
    Cookie[] cookies = request.getCookies();
    if (cookies == null) {
      return Optional.empty();
    }
    for (Cookie cookie : cookies) {
      if (cookie.getName().equals(COOKIE)) {
        return of(cookie.getValue());
      }
    }
    return Optional.empty();
  }

  private static Locale ofBrowser(HttpServletRequest request) {
    if (request.getHeader(HttpHeaders.ACCEPT_LANGUAGE) == null) {
      return Locale.ENGLISH;
    }
    return Collections.list(request.getLocales()).stream()
        .map(locale -> of(locale.toLanguageTag()))
        .flatMap(Optional::stream)
        .findFirst()
        .orElse(Locale.ENGLISH);
  }

  /** The language nearest to a tag: {@code pt-BR} is {@code pt} here. */
  public static Optional<Locale> of(String tag) {
    String language = Locale.forLanguageTag(tag).getLanguage();
    return ALL.stream().filter(locale -> locale.getLanguage().equals(language)).findFirst();
  }
}
