package dev.clef.mail;

import dev.clef.mail.Letter.Code;
import dev.clef.mail.Letter.Factor;
import dev.clef.platform.web.pages.Words;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.support.ResourceBundleMessageSource;
import org.thymeleaf.spring6.SpringTemplateEngine;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

/** Letters and the paper they are written on. */
final class Papers {

  static final Code CODE = new Code("70418356");
  static final Duration TEN_MINUTES = Duration.ofMinutes(10);
  static final String EVIL = "<img src=//evil.example/x onerror='a()'>&\"";

  private Papers() {}

  static Paper paper(@Nullable URI site) {
    ResourceBundleMessageSource messages = new ResourceBundleMessageSource();
    messages.setBasename("messages/pages");
    messages.setDefaultEncoding("UTF-8");
    messages.setFallbackToSystemLocale(false);
    ClassLoaderTemplateResolver resolver = new ClassLoaderTemplateResolver();
    resolver.setPrefix("templates/");
    resolver.setSuffix(".html");
    resolver.setCharacterEncoding("UTF-8");
    SpringTemplateEngine engine = new SpringTemplateEngine();
    engine.setTemplateResolver(resolver);
    engine.setTemplateEngineMessageSource(messages);
    return new Paper(engine, new Words(messages), site);
  }

  /** One of each kind. */
  static List<Letter> all() {
    return List.of(
        new Letter.RegistrationCode(CODE, TEN_MINUTES),
        new Letter.AddressTaken(),
        new Letter.ResetCode(CODE, TEN_MINUTES),
        new Letter.SignInCode(CODE, TEN_MINUTES),
        new Letter.FactorAdded(Factor.PASSKEY),
        new Letter.FactorRemoved(Factor.AUTHENTICATOR),
        new Letter.PasswordChanged(),
        new Letter.NewDevice(EVIL, "JP"),
        new Letter.AddressCode(CODE, TEN_MINUTES),
        new Letter.AddressChanged(),
        new Letter.RecoveryCodeUsed(7),
        new Letter.FactorsLost(Instant.parse("2026-03-15T10:05:00Z")),
        new Letter.CodesLocked());
  }
}
