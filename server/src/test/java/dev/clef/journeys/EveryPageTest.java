package dev.clef.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.identity.staff.Colleagues;
import dev.clef.identity.staff.StaffRole;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Client.Answer;
import dev.clef.testing.Listener;
import dev.clef.testing.Running;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.ApplicationContext;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** What holds for every page there is, found by asking the server which there are. */
@ClefServer
class EveryPageTest {

  private static final Pattern INPUT = Pattern.compile("<input\\b[^>]*>");
  private static final Pattern PASSWORD = Pattern.compile("\\bname=\"[a-z_]*password\"");

  private final Running clef;
  private final ApplicationContext context;
  private final RequestMappingHandlerMapping mappings;

  @Autowired
  EveryPageTest(
      Running clef,
      ApplicationContext context,
      @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mappings) {
    this.clef = clef;
    this.context = context;
    this.mappings = mappings;
  }

  /** What a page writes with {@code parts/form :: field}, of which each call is one line. */
  private static final Pattern FIELD = Pattern.compile("parts/form :: field\\(name='([a-z_]+)'.*");

  /** The pages whoever {@code browser} belongs to gets to see, by their paths. */
  private Map<String, String> pages(Client browser) {
    Map<String, String> pages = new TreeMap<>();
    mappings
        .getHandlerMethods()
        .forEach((mapping, method) -> {
          if (method.getBeanType().isAnnotationPresent(Controller.class)) {
            for (String path : paths(mapping)) {
              Answer answer = browser.get(path);
              if (answer.status() == 200 && answer.text().contains("<main")) {
                pages.put(path, answer.text());
              }
            }
          }
        });
    return pages;
  }

  private static List<String> paths(RequestMappingInfo mapping) {
    return mapping.getMethodsCondition().getMethods().contains(RequestMethod.GET)
        ? mapping.getPatternValues().stream().filter(path -> !path.contains("{")).toList()
        : List.of();
  }

  private Client staff() {
    return new Colleagues(clef, context).hire(StaffRole.values()).browser();
  }

  @Test
  void who_is_signed_in_can_sign_out_on_every_page() {
    Map<String, String> listeners = pages(Listener.some().signedIn(clef.client()));
    listeners.keySet().removeIf(path -> path.startsWith("/staff"));
    assertThat(listeners.keySet())
        .contains("/privacy", "/privacy/ways", "/privacy/password", "/device");
    listeners.forEach((path, page) ->
        assertThat(page).as(path).contains("<form method=\"post\" action=\"/sign-out\""));
    Map<String, String> staff = pages(staff());
    staff.keySet().removeIf(path -> !path.startsWith("/staff") || path.equals("/staff/setup"));
    assertThat(staff.keySet()).contains("/staff/people", "/staff/clients", "/staff/keys");
    staff.forEach((path, page) ->
        assertThat(page).as(path).contains("<form method=\"post\" action=\"/staff/sign-out\""));
  }

  @Test
  void passwords_are_masked_and_a_password_manager_may_fill_them_in() {
    Map<String, String> fields = new TreeMap<>();
    for (Client browser :
        List.of(clef.client(), Listener.some().signedIn(clef.client()), staff())) {
      pages(browser)
          .forEach((path, page) -> {
            assertThat(page).as(path).doesNotContainIgnoringCase("onpaste", "oncopy");
            for (Matcher input = INPUT.matcher(page); input.find(); ) {
              if (PASSWORD.matcher(input.group()).find()) {
                fields.put(path + " " + input.group(), input.group());
              }
            }
          });
    }
    assertThat(fields.keySet())
        .anyMatch(at -> at.startsWith("/sign-in "))
        .anyMatch(at -> at.startsWith("/register "))
        .anyMatch(at -> at.startsWith("/privacy/password "));
    fields.forEach((at, input) ->
        assertThat(input)
            .as(at)
            .contains("type=\"password\"")
            .containsPattern("autocomplete=\"(current|new)-password\"")
            .as("nothing is cut off")
            .doesNotContain("readonly", "maxlength"));
  }

  @Test
  void no_template_writes_a_password_another_way() throws IOException {
    List<String> fields = new ArrayList<>();
    for (Resource template :
        new PathMatchingResourcePatternResolver().getResources("classpath:templates/**/*.html")) {
      String text = template.getContentAsString(StandardCharsets.UTF_8);
      assertThat(text).as("%s", template).doesNotContainIgnoringCase("onpaste", "oncopy");
      text.lines()
          .map(FIELD::matcher)
          .filter(Matcher::find)
          .filter(field -> field.group(1).endsWith("password"))
          .forEach(field -> fields.add(template.getFilename() + " " + field.group()));
      for (Matcher input = INPUT.matcher(text); input.find(); ) {
        assertThat(PASSWORD.matcher(input.group()).find()).as(input.group()).isFalse();
      }
    }
    assertThat(fields)
        .anyMatch(field -> field.startsWith("forgot-password.html "))
        .anyMatch(field -> field.startsWith("lost.html "))
        .anyMatch(field -> field.startsWith("staff-setup.html "))
        .allSatisfy(field ->
            assertThat(field)
                .contains("type='password'")
                .containsPattern("autocomplete='(current|new)-password'")
                .doesNotContain("max="));
  }
}
