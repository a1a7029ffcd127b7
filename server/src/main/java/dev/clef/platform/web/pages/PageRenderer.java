package dev.clef.platform.web.pages;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.ViewResolver;

/** Writes pages where no controller does: in place of what was asked for. Thread-safe. */
public final class PageRenderer {

  private final ViewResolver views;
  private final Languages languages;
  private final Assets assets;

  PageRenderer(ViewResolver views, Languages languages, Assets assets) {
    this.views = views;
    this.languages = languages;
    this.assets = assets;
  }

  /** Writes the page of a template; its status is set before. */
  public void render(
      String name,
      HttpServletRequest request,
      HttpServletResponse response,
      Map<String, Object> model)
      throws IOException {
    Map<String, Object> all = new HashMap<>(model);
    all.put("assets", assets);
    // Outside the dispatcher nobody has said yet what the language is.
    request.setAttribute(DispatcherServlet.LOCALE_RESOLVER_ATTRIBUTE, languages);
    try {
      View view = views.resolveViewName(name, languages.resolveLocale(request));
      if (view == null) {
        throw new IllegalStateException("there is no template " + name);
      }
      response.setContentType("text/html;charset=UTF-8");
      view.render(all, request, response);
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      // A view declares any; what a template throws is unchecked.
      throw new IllegalStateException("the page of a problem", e);
    }
  }
}
