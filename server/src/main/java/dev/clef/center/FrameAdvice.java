package dev.clef.center;

import dev.clef.identity.OneTimeCodes;
import dev.clef.identity.PasskeySites;
import dev.clef.identity.SignedIn;
import dev.clef.platform.Demo;
import dev.clef.platform.web.pages.Assets;
import dev.clef.platform.web.pages.Languages;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/** What the frame around every page shows. */
@ControllerAdvice(basePackageClasses = FrameAdvice.class)
final class FrameAdvice {

  private final Assets assets;
  private final Demo demo;
  private final PasskeySites sites;
  private final OneTimeCodes codes;

  FrameAdvice(Assets assets, Demo demo, PasskeySites sites, OneTimeCodes codes) {
    this.assets = assets;
    this.demo = demo;
    this.sites = sites;
    this.codes = codes;
  }

  /** Whether the page says that everybody is invented. */
  @ModelAttribute("demo")
  boolean demo() {
    return demo.on();
  }

  /** Whether what needs a letter is offered. */
  @ModelAttribute("letters")
  boolean letters() {
    return codes.isOn();
  }

  @ModelAttribute("assets")
  Assets assets() {
    return assets;
  }

  @ModelAttribute("languages")
  List<Locale> languages() {
    return Languages.ALL;
  }

  @ModelAttribute("path")
  String path(HttpServletRequest request) {
    return request.getRequestURI();
  }

  /** Whether there are passkeys here. */
  @ModelAttribute("passkeys")
  boolean passkeys(HttpServletRequest request) {
    return sites.rpId(request).isPresent();
  }

  /** What a browser is asked to offer where somebody says who they are (HTML §4.10.18.7.1). */
  @ModelAttribute("names")
  String names(HttpServletRequest request) {
    return passkeys(request) ? "username webauthn" : "username";
  }

  @ModelAttribute("signedIn")
  boolean signedIn() {
    Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
    return authentication != null && authentication.getPrincipal() instanceof SignedIn;
  }
}
