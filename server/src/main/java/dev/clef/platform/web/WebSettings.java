package dev.clef.platform.web;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The settings {@code clef.web.*}.
 *
 * @param origins origins of our own pages besides the address the browser spoke to, such as {@code
 *     https://id.example.org}: needed behind a proxy that ends TLS
 * @param trustedProxies networks (CIDR) whose X-Forwarded-For is believed; none by default
 * @param bodyLimit bytes of a request body unless a {@code BodyRule} allows more
 * @param bodyTimeout how long a whole body may take to arrive
 */
@ConfigurationProperties("clef.web")
public record WebSettings(
    @DefaultValue Set<String> origins,
    @DefaultValue List<String> trustedProxies,
    @DefaultValue("64KB") DataSize bodyLimit,
    @DefaultValue("30s") Duration bodyTimeout) {}
