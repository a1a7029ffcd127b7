package dev.clef.platform.web.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.clef.platform.Secret;
import org.springframework.boot.http.converter.autoconfigure.ServerHttpMessageConvertersCustomizer;
import org.springframework.boot.jackson.autoconfigure.JsonFactoryBuilderCustomizer;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.util.JsonRecyclerPools;
import tools.jackson.databind.AnnotationIntrospector;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.cfg.MapperBuilder;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** The one JSON mapper of the process, set up strictly. */
@Configuration(proxyBeanMethods = false)
class StrictJson {

  /** Characters of one string; longer texts go through endpoints that stream. */
  static final int MAX_STRING_CHARS = 16 * 1024;

  /** Objects and arrays within each other. */
  static final int MAX_DEPTH = 32;

  /** Digits, sign, point and exponent of one number: more than a long or a double needs. */
  static final int MAX_NUMBER_CHARS = 32;

  static final int MAX_NAME_CHARS = 128;

  @Bean
  JsonFactoryBuilderCustomizer strictFactory() {
    return factory ->
        factory
            .streamReadConstraints(limits())
            // Neither buffers nor names of bodies outlive their request: both are personal data.
            .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES);
  }

  @Bean
  JsonMapperBuilderCustomizer strictMapper() {
    return StrictJson::configure;
  }

  /**
   * In the place of Spring's own; as a bean it would also take byte arrays from their converter.
   */
  @Bean
  @Order(Ordered.LOWEST_PRECEDENCE)
  ServerHttpMessageConvertersCustomizer strictConverter(JsonMapper mapper) {
    return converters -> converters.withJsonConverter(new StrictJsonConverter(mapper));
  }

  static StreamReadConstraints limits() {
    return StreamReadConstraints.builder()
        .maxStringLength(MAX_STRING_CHARS)
        .maxNestingDepth(MAX_DEPTH)
        .maxNumberLength(MAX_NUMBER_CHARS)
        .maxNameLength(MAX_NAME_CHARS)
        .build();
  }

  static void configure(MapperBuilder<?, ?> mapper) {
    mapper
        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
        .changeDefaultPropertyInclusion(
            inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
        .annotationIntrospector(
            AnnotationIntrospector.pair(
                new NullnessIntrospector(), mapper.annotationIntrospector()))
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        // Off, or messages of exceptions would quote the body.
        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
        .enable(
            DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
            DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
            DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
            DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
        .disable(DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
        .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
        .withCoercionConfigDefaults(coercion -> {
          for (CoercionInputShape shape : CoercionInputShape.values()) {
            coercion.setCoercion(shape, CoercionAction.Fail);
          }
        })
        .withAllCoercionConfigs(all ->
            all.defaultCoercions().setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail))
        .addModule(types());
  }

  private static SimpleModule types() {
    SimpleModule module = new SimpleModule("clef");
    module.addSerializer(new SecretWriter());
    module.addDeserializer(Secret.class, new SecretReader());
    module.setDeserializerModifier(new TextOnlyTimes());
    return module;
  }
}
