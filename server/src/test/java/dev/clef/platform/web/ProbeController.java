package dev.clef.platform.web;

import dev.clef.platform.Secret;
import dev.clef.platform.web.limits.ClientAddresses;
import dev.clef.platform.web.limits.RateLimits;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Something to ask. */
@TestComponent
@RestController
@RequestMapping("/probe")
class ProbeController {

  private final RateLimits limits;
  private final ClientAddresses addresses;

  ProbeController(RateLimits limits, ClientAddresses addresses) {
    this.limits = limits;
    this.addresses = addresses;
  }

  enum Colour {
    RED,
    GREEN
  }

  record Item(String itemName, int howMany) {}

  record Order(
      String userName,
      @Nullable LocalDate dateOfBirth,
      @Nullable Colour colour,
      @Nullable List<Item> items,
      @Nullable Map<String, Integer> counts,
      @Nullable UUID reference,
      @Nullable Boolean agreed,
      @Nullable Double weight,
      @Nullable Secret<String> password) {

    Order {
      if (userName.length() > 64) {
        throw Problem.field("user_name", FieldReason.TOO_LONG);
      }
    }
  }

  record Receipt(Instant createdAt, String userName, @Nullable String note) {}

  static final class Outage extends RuntimeException {}

  @PostMapping
  Receipt order(@RequestBody Order order) {
    return new Receipt(Instant.EPOCH, order.userName(), null);
  }

  @PostMapping("/free")
  Map<String, Object> free(@RequestBody Map<String, Object> body) {
    return body;
  }

  @PostMapping("/large/csv")
  int large(HttpServletRequest request) throws IOException {
    return request.getInputStream().readAllBytes().length;
  }

  @GetMapping("/limited")
  String limited(HttpServletRequest request) {
    limits.require("twice", addresses.of(request).network());
    return "fine";
  }

  @GetMapping("/number/{id}")
  int number(@PathVariable int id, @RequestParam UUID reference) {
    return id + reference.version();
  }

  @GetMapping("/fail/{how}")
  Object fail(@PathVariable String how) {
    return switch (how) {
      case "unexpected" -> throw new IllegalStateException("zzz_input broke it");
      case "overflow" -> throw new StackOverflowError("zzz_input");
      case "outage" -> throw new Outage();
      case "denied" -> throw new AccessDeniedException("anna@example.org");
      case "secret" -> Map.of("password", Secret.of("hunter2"));
      default -> "fine";
    };
  }
}
