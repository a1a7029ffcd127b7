package dev.clef.platform.web;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.MissingRequestValueException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import tools.jackson.core.JacksonException;

/**
 * Turns any failure into a {@link Problem}: the one mapping of the process. What is not foreseen
 * becomes {@link CommonProblem#UNEXPECTED} and a line of the log with the id the client was given.
 */
@Component
final class Problems {

  private static final Logger log = LoggerFactory.getLogger(Problems.class);
  private static final Duration OUTAGE_WAIT = Duration.ofSeconds(5);
  private static final int MAX_CAUSES = 16;

  private final List<OutageClassifier> outages;
  private final ObjectProvider<FailureTranslator> translators;

  Problems(
      ObjectProvider<OutageClassifier> outages, ObjectProvider<FailureTranslator> translators) {
    this.outages = outages.orderedStream().toList();
    this.translators = translators;
  }

  Problem of(Throwable failure, String requestId) {
    Problem carried = causeOf(failure, Problem.class);
    if (carried != null) {
      return carried;
    }
    if (outages.stream().anyMatch(outage -> outage.isOutage(failure))) {
      log.warn("outage request_id={} kind={}", requestId, failure.getClass().getName());
      return Problem.retryAfter(CommonProblem.UNAVAILABLE, OUTAGE_WAIT);
    }
    Problem foreseen = foreseen(failure);
    if (foreseen != null) {
      return foreseen;
    }
    for (FailureTranslator translator : translators.orderedStream().toList()) {
      Problem translated = translator.translate(failure);
      if (translated != null) {
        return translated;
      }
    }
    // Messages of exceptions quote input (a value, a row, a path): only the shape is logged.
    log.error("unexpected failure request_id={}", requestId, Shape.of(failure));
    return Problem.of(CommonProblem.UNEXPECTED);
  }

  private static @Nullable Problem foreseen(Throwable failure) {
    return switch (failure) {
      case HttpMessageNotReadableException unreadable -> unreadable(unreadable);
      case MethodArgumentTypeMismatchException wrong ->
          Problem.field(wrong.getName(), FieldReason.INVALID);
      case MissingServletRequestParameterException missing ->
          Problem.field(missing.getParameterName(), FieldReason.REQUIRED);
      case MissingRequestValueException _ -> Problem.of(CommonProblem.MALFORMED_REQUEST);
      case TypeMismatchException _ -> Problem.of(CommonProblem.MALFORMED_REQUEST);
      case ErrorResponse response when response.getStatusCode().value() < 500 ->
          Problem.of(CommonProblem.ofStatus(response.getStatusCode().value()));
      case AuthenticationException _ -> Problem.of(CommonProblem.NOT_SIGNED_IN);
      case AccessDeniedException _ -> Problem.of(CommonProblem.FORBIDDEN);
      default -> null;
    };
  }

  private static Problem unreadable(HttpMessageNotReadableException failure) {
    JacksonException json = causeOf(failure, JacksonException.class);
    if (json != null) {
      return JsonProblems.of(json);
    }
    boolean broken = causeOf(failure, IOException.class) != null;
    return Problem.of(broken ? CommonProblem.MALFORMED_REQUEST : CommonProblem.MALFORMED_JSON);
  }

  private static <T extends Throwable> @Nullable T causeOf(Throwable failure, Class<T> type) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
      if (type.isInstance(cause)) {
        return type.cast(cause);
      }
      cause = cause.getCause();
    }
    return null;
  }
}
