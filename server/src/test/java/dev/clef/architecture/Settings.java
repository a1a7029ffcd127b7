package dev.clef.architecture;

import java.lang.reflect.RecordComponent;
import java.time.Period;
import java.time.temporal.TemporalAmount;
import java.util.Arrays;
import java.util.Locale;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.boot.convert.PeriodStyle;

/** The defaults of settings, read from the records they are bound to. */
final class Settings {

  private Settings() {}

  /** The default of a setting that is a duration or a period, by its name. */
  static TemporalAmount period(String setting) {
    int dot = setting.lastIndexOf('.');
    return Code.SERVER.stream()
        .filter(type -> type.isAnnotatedWith(ConfigurationProperties.class))
        .filter(type ->
            type.getAnnotationOfType(ConfigurationProperties.class)
                .value()
                .equals(setting.substring(0, dot)))
        .flatMap(type -> Arrays.stream(type.reflect().getRecordComponents()))
        .filter(component -> kebab(component.getName()).equals(setting.substring(dot + 1)))
        .map(Settings::defaultOf)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no such setting: " + setting));
  }

  /** The annotation is one of parameters: the component does not have it. */
  private static TemporalAmount defaultOf(RecordComponent component) {
    Class<?> type = component.getDeclaringRecord();
    int index =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getName)
            .toList()
            .indexOf(component.getName());
    return Arrays.stream(type.getDeclaredConstructors()[0].getParameters()[index].getAnnotations())
        .filter(DefaultValue.class::isInstance)
        .map(DefaultValue.class::cast)
        .map(value -> value.value()[0])
        .<TemporalAmount>map(text ->
            component.getType() == Period.class
                ? PeriodStyle.detectAndParse(text)
                : DurationStyle.detectAndParse(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no default: " + component));
  }

  private static String kebab(String name) {
    return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }
}
