package dev.clef.platform.web.pages;

import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/**
 * Gives methods of pages their {@link Form}. The body is read through the bounds every body has,
 * which the container's own parameters would go around.
 */
final class FormResolver implements HandlerMethodArgumentResolver {

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.getParameterType().equals(Form.class);
  }

  @Override
  public Form resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest request,
      @Nullable WebDataBinderFactory binderFactory)
      throws IOException {
    HttpServletRequest http = request.getNativeRequest(HttpServletRequest.class);
    if (http == null) {
      throw Problem.of(CommonProblem.MALFORMED_REQUEST);
    }
    return Form.of(http);
  }
}
