package dev.clef;

import org.springframework.aot.AotDetector;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.SpringProperties;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Starts with the context the build made ready (decision 0011), where it holds the right beans: the
 * settings that decide which beans there are must be those of the build.
 */
final class PreparedContext implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {

  private static final String PREPARED =
      ClefApplication.class.getName() + "__ApplicationContextInitializer";

  @Override
  public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
    if (fits(event.getEnvironment())
        && ClassUtils.isPresent(PREPARED, ClefApplication.class.getClassLoader())) {
      SpringProperties.setFlag(AotDetector.AOT_ENABLED);
    }
  }

  static boolean fits(Environment environment) {
    return environment.getProperty("clef.tls.enabled", boolean.class, true)
        && !environment.getProperty("clef.demo", boolean.class, false);
  }
}
