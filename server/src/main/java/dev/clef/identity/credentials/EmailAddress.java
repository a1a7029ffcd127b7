package dev.clef.identity.credentials;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An e-mail address: the part of RFC 5321 §4.1.2 that people have, with the letters of RFC 6531. No
 * quoted local parts, no address literals, no comments, no display names.
 */
public sealed interface EmailAddress {

  /**
   * The longest address in octets, the domain as A-labels (RFC 5321 §4.5.3.1.3, less the brackets).
   */
  int MAXIMUM_OCTETS = 254;

  /**
   * A usable address.
   *
   * @param address where mail goes: the local part as written, in NFC; the domain as A-labels in
   *     lower case
   * @param lookupKey by which it is found: the local part in lower case too. Equal keys are one
   *     mailbox in practice, though RFC 5321 §2.4 lets a host tell case apart
   */
  record Valid(String address, String lookupKey) implements EmailAddress {
    @Override
    public String toString() {
      return "EmailAddress.Valid[<redacted>]";
    }
  }

  /** Not an address. */
  record Invalid(Reason reason) implements EmailAddress {}

  /** What is wrong with an address. */
  enum Reason {
    /** Nothing before or after the last at sign, or no at sign. */
    PARTS,
    /** More than {@link #MAXIMUM_OCTETS}, or a local part of more than 64 octets. */
    TOO_LONG,
    /** A local part that is not a dot-atom of RFC 5322 §3.2.3 with the letters of RFC 6531. */
    LOCAL_PART,
    /** Not a host name. */
    DOMAIN,
    /**
     * A domain with a character that IDNA 2003 maps and IDNA 2008 keeps: ß, ς and the joiners. Mail
     * could go to somebody else's domain; the A-label says which is meant.
     */
    AMBIGUOUS_DOMAIN
  }

  /** Reads an address; the text may have no white space around it. */
  static EmailAddress of(String typed) {
    int at = typed.lastIndexOf('@');
    if (at <= 0 || at == typed.length() - 1) {
      return new Invalid(Reason.PARTS);
    }
    if (typed.length() > MAXIMUM_OCTETS) {
      return new Invalid(Reason.TOO_LONG);
    }
    String local = Normalizer.normalize(typed.substring(0, at), Normalizer.Form.NFC);
    if (!EmailParts.DOT_ATOM.matcher(local).matches()) {
      return new Invalid(Reason.LOCAL_PART);
    }
    String unicodeDomain = typed.substring(at + 1);
    if (EmailParts.DEVIATION.matcher(unicodeDomain).find()) {
      return new Invalid(Reason.AMBIGUOUS_DOMAIN);
    }
    @Nullable String domain = EmailParts.domain(unicodeDomain);
    if (domain == null) {
      return new Invalid(Reason.DOMAIN);
    }
    int localOctets = local.getBytes(StandardCharsets.UTF_8).length;
    if (localOctets > 64 || localOctets + 1 + domain.length() > MAXIMUM_OCTETS) {
      return new Invalid(Reason.TOO_LONG);
    }
    String folded = Normalizer.normalize(local.toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
    return new Valid(local + "@" + domain, folded + "@" + domain);
  }
}
