package dev.clef.platform.web.openapi;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a person reads about an operation or a field in the API document. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.RECORD_COMPONENT, ElementType.PARAMETER})
public @interface Described {

  /** One sentence. */
  String value();

  /** Codes of the problems an operation can answer with, besides those every one can. */
  String[] problems() default {};
}
