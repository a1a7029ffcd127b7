package dev.clef.identity.credentials.attestation;

import dev.clef.identity.credentials.TokenHash;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a FIDO metadata file (FIDO Metadata Service 3.1 §3.1.7: a JWT, RFC 7515) and believes it
 * only when whoever is expected to has signed it. Of the content it reads what is needed here and
 * passes over what it does not know, as §3.2 asks. Thread-safe.
 */
public final class MetadataReader {

  /** JWS algorithms (RFC 7518 §3.1) by the names of this platform. */
  private static final Map<String, String> ALGORITHMS =
      Map.of(
          "RS256", "SHA256withRSA",
          "RS384", "SHA384withRSA",
          "RS512", "SHA512withRSA",
          "ES256", "SHA256withECDSAinP1363Format",
          "ES384", "SHA384withECDSAinP1363Format");

  private static final int MAX_CHAIN = 6;
  private static final int DNS_NAME = 2; // RFC 5280 §4.2.1.6, GeneralName
  private static final JsonMapper JSON = JsonMapper.shared();

  private final List<X509Certificate> roots;
  private final String signer;

  /**
   * A reader.
   *
   * @param roots one of which certifies the signer
   * @param signer the host name in the signer's certificate. A root that also certifies the web
   *     sites of strangers says nothing without it
   */
  public MetadataReader(Collection<X509Certificate> roots, String signer) {
    this.roots = List.copyOf(roots);
    this.signer = signer;
  }

  /** A digest of who is believed: the signer's name and the roots. */
  public byte[] publisher() {
    StringBuilder text = new StringBuilder(signer.toLowerCase(Locale.ROOT));
    roots.stream()
        .map(root -> HexFormat.of().formatHex(root.getPublicKey().getEncoded()))
        .sorted()
        .forEach(key -> text.append('\n').append(key));
    return TokenHash.of(text.toString());
  }

  /**
   * Reads a file.
   *
   * @param at when its signer has to be certified: now, or when the same file was read before
   * @throws MetadataRefused when it is damaged, or somebody else's
   */
  public Metadata read(String file, Instant at) throws MetadataRefused {
    String[] parts = file.strip().split("\\.", -1);
    if (parts.length != 3) {
      throw new MetadataRefused("it is no signed metadata (a JWT of three parts)");
    }
    JsonNode header = json(parts[0], "its head");
    if (header.has("crit")) {
      throw new MetadataRefused("its head demands what is not known here (crit)");
    }
    List<X509Certificate> chain = chain(header.path("x5c"));
    if (!isSigned(header.path("alg").asString(""), chain.getFirst(), parts)) {
      throw new MetadataRefused("its signature is wrong: it was changed, or not loaded completely");
    }
    if (!CertificateChains.leads(chain, roots, at)) {
      throw new MetadataRefused(
          "its signer is certified by none of the expected roots, or not now");
    }
    if (!isOf(chain.getFirst())) {
      throw new MetadataRefused("its signer is not " + signer);
    }
    return content(json(parts[1], "its content"));
  }

  private static JsonNode json(String base64, String what) throws MetadataRefused {
    try {
      return JSON.readTree(Base64.getUrlDecoder().decode(base64));
    } catch (IllegalArgumentException | JacksonException e) {
      throw new MetadataRefused(what + " cannot be read");
    }
  }

  private static List<X509Certificate> chain(JsonNode x5c) throws MetadataRefused {
    List<X509Certificate> chain = new ArrayList<>();
    try {
      for (JsonNode one : x5c) {
        chain.add(CertificateChains.read(one.asString()));
      }
    } catch (CertificateException | JacksonException e) {
      throw new MetadataRefused("the certificates in its head cannot be read");
    }
    if (chain.isEmpty() || chain.size() > MAX_CHAIN) {
      throw new MetadataRefused("it does not name its signer (x5c)");
    }
    return chain;
  }

  private static boolean isSigned(String algorithm, X509Certificate by, String[] parts) {
    String name = ALGORITHMS.get(algorithm);
    if (name == null) {
      return false;
    }
    try {
      Signature check = Signature.getInstance(name);
      check.initVerify(by.getPublicKey());
      check.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
      return check.verify(Base64.getUrlDecoder().decode(parts[2]));
    } catch (GeneralSecurityException | IllegalArgumentException wrong) {
      return false;
    }
  }

  private boolean isOf(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names != null
          && names.stream()
              .anyMatch(name ->
                  Integer.valueOf(DNS_NAME).equals(name.getFirst())
                      && signer.equalsIgnoreCase(String.valueOf(name.get(1))));
    } catch (CertificateParsingException unreadable) {
      return false;
    }
  }

  private static Metadata content(JsonNode payload) throws MetadataRefused {
    JsonNode entries = payload.path("entries");
    LocalDate nextUpdate = date(payload.path("nextUpdate"));
    if (!payload.path("no").isIntegralNumber() || nextUpdate == null || !entries.isArray()) {
      throw new MetadataRefused("it has no number (no), no end (nextUpdate) or no entries");
    }
    Map<UUID, MetadataEntry> models = new HashMap<>();
    Map<String, MetadataEntry> keys = new HashMap<>();
    for (JsonNode node : entries) {
      JsonNode statement = node.path("metadataStatement");
      MetadataEntry entry =
          new MetadataEntry(
              statement.path("description").asString("").strip(),
              roots(statement),
              reports(node.path("statusReports")));
      UUID aaguid = uuid(node.path("aaguid").asString(""));
      if (aaguid != null) {
        models.put(aaguid, entry);
      }
      for (JsonNode key : node.path("attestationCertificateKeyIdentifiers")) {
        keys.put(key.asString("").toLowerCase(Locale.ROOT), entry);
      }
    }
    return new Metadata(payload.path("no").asLong(), nextUpdate, models, keys);
  }

  private static List<X509Certificate> roots(JsonNode statement) {
    List<X509Certificate> roots = new ArrayList<>();
    for (JsonNode root : statement.path("attestationRootCertificates")) {
      X509Certificate read = certificate(root);
      if (read != null) {
        roots.add(read);
      }
    }
    return roots;
  }

  private static List<MetadataEntry.Report> reports(JsonNode list) {
    List<MetadataEntry.Report> reports = new ArrayList<>();
    for (JsonNode node : list) {
      reports.add(
          new MetadataEntry.Report(
              node.path("status").asString(""),
              date(node.path("effectiveDate")),
              certificate(node.path("certificate"))));
    }
    return reports;
  }

  /** Null when there is none, or none that can be read: then nothing leads to it. */
  private static @Nullable X509Certificate certificate(JsonNode node) {
    String base64 = node.asString("");
    try {
      return base64.isBlank() ? null : CertificateChains.read(base64);
    } catch (CertificateException unreadable) {
      return null;
    }
  }

  private static @Nullable LocalDate date(JsonNode node) {
    try {
      return LocalDate.parse(node.asString(""));
    } catch (DateTimeException none) {
      return null;
    }
  }

  private static @Nullable UUID uuid(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException none) {
      return null;
    }
  }
}
