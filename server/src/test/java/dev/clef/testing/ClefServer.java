package dev.clef.testing;

import dev.clef.ClefApplication;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.ContextConfiguration;

/**
 * The whole server over TLS on databases of its own, with a clock the test sets. All tests that say
 * this share one: each makes its own people. Inject {@link Running}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
    classes = {ClefApplication.class, Running.Setup.class},
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "management.server.port=0",
      "clef.identity.sign-in-floor=0ms",
      "clef.lanes.hashing.deadline=30s", // the machine of a test may be busy with another
      "clef.keys.epoch-every=0s", // tests set the clock forward by weeks
      "clef.passwords.memory-kib=7168",
      "clef.passwords.iterations=5",
      "clef.web.rate-limits.registration.burst=1000000",
      "clef.web.rate-limits.registration.refill=1ms",
      "clef.web.rate-limits.sign-in-address.burst=1000000",
      "clef.web.rate-limits.sign-in-address.refill=1ms",
      "clef.web.rate-limits.sign-in-name.burst=1000000",
      "clef.web.rate-limits.sign-in-name.refill=1ms"
    })
@ContextConfiguration(initializers = TestPostgres.Fresh.class)
public @interface ClefServer {}
