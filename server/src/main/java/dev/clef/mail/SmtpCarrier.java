package dev.clef.mail;

import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import java.io.UnsupportedEncodingException;
import java.util.Date;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

/** Hands letters to a mail server, one connection for many. Used by one thread at a time. */
final class SmtpCarrier implements Carrier {

  private static final String UTF_8 = "UTF-8";

  /** The subject of an enhanced code after the code of the answer. */
  private static final Pattern ENHANCED = Pattern.compile("\\d{3}[ -]5\\.(\\d{1,3})\\.\\d{1,3}\\b");

  /** Out of sequence, or without the login that is asked for. */
  private static final Set<Integer> OUR_SIDE = Set.of(503, 530, 535, 538);

  private final SmtpServer server;
  private @Nullable SMTPTransport kept;

  SmtpCarrier(SmtpServer server) {
    this.server = server;
  }

  @Override
  public Delivery carry(Outgoing letter) {
    try {
      SMTPTransport transport = transport();
      transport.sendMessage(
          message(server.session(), letter),
          new Address[] {new InternetAddress(letter.to().value(), false)});
      return new Delivery.Accepted();
    } catch (MessagingException e) {
      Delivery delivery = judge(e);
      if (!(delivery instanceof Delivery.Bounced)) {
        close();
      }
      return delivery;
    }
  }

  private SMTPTransport transport() throws MessagingException {
    SMTPTransport open = kept;
    if (open != null && open.isConnected()) {
      return open;
    }
    close();
    SMTPTransport made = server.connect();
    kept = made;
    return made;
  }

  @Override
  public void close() {
    SMTPTransport old = kept;
    kept = null;
    if (old != null) {
      try {
        old.close();
      } catch (MessagingException gone) {
        // What is gone needs no goodbye.
      }
    }
  }

  /** The texts of a mail server may hold the address: nothing of them leaves here. */
  static Delivery judge(MessagingException e) {
    @Nullable SMTPSendFailedException sending = null;
    for (@Nullable Exception one = e; one instanceof MessagingException link; ) {
      if (link instanceof SMTPSenderFailedException) {
        return new Delivery.Unreachable("sender_refused");
      }
      if (link instanceof SMTPAddressFailedException address) {
        return recipient(address.getReturnCode(), String.valueOf(address.getMessage()));
      }
      if (link instanceof SMTPSendFailedException failed) {
        sending = failed;
      }
      one = link.getNextException();
    }
    if (sending == null || isAboutSender(sending)) {
      return new Delivery.Unreachable(e.getClass().getSimpleName());
    }
    return isPermanent(sending.getReturnCode()) ? new Delivery.Rejected() : new Delivery.Deferred();
  }

  /** A refusal by a rule is none of the address: RFC 3463 tells them apart, where it is spoken. */
  private static Delivery recipient(int code, String text) {
    if (!isPermanent(code)) {
      return new Delivery.Deferred();
    }
    Matcher enhanced = ENHANCED.matcher(text);
    String subject = enhanced.lookingAt() ? String.valueOf(enhanced.group(1)) : "";
    if (OUR_SIDE.contains(code) || subject.equals("7")) {
      return new Delivery.Unreachable("recipient_refused_by_policy");
    }
    boolean gone = subject.isEmpty() ? code == 550 : subject.equals("1") || subject.equals("2");
    return gone ? new Delivery.Bounced() : new Delivery.Rejected();
  }

  private static boolean isAboutSender(SMTPSendFailedException failed) {
    return failed.getReturnCode() == -1 || String.valueOf(failed.getCommand()).startsWith("MAIL");
  }

  private static boolean isPermanent(int code) {
    return code >= 500 && code < 600;
  }

  private MimeMessage message(Session session, Outgoing letter) throws MessagingException {
    MimeMessage message = new SteadyMessage(session, letter, server.from());
    message.setHeader("From", from());
    message.setRecipient(Message.RecipientType.TO, new InternetAddress(letter.to().value(), false));
    message.setSubject(letter.written().subject(), UTF_8);
    message.setSentDate(Date.from(letter.at()));
    message.setHeader("Content-Language", letter.language().getLanguage());
    message.setHeader("Auto-Submitted", "auto-generated"); // RFC 3834 §5
    MimeMultipart alternatives = new MimeMultipart("alternative");
    MimeBodyPart text = new MimeBodyPart();
    text.setText(letter.written().text(), UTF_8);
    alternatives.addBodyPart(text);
    MimeBodyPart html = new MimeBodyPart();
    html.setText(letter.written().html(), UTF_8, "html");
    alternatives.addBodyPart(html);
    message.setContent(alternatives);
    message.saveChanges();
    return message;
  }

  /** Encoded here: with SMTPUTF8 allowed, the library would write the name as it is. */
  private String from() {
    String address = server.from().value();
    if (server.fromName().isEmpty()) {
      return address;
    }
    try {
      String name = MimeUtility.encodeWord(server.fromName(), UTF_8, "B");
      String quoted =
          name.startsWith("=?") ? name : '"' + name.replaceAll("([\"\\\\])", "\\\\$1") + '"';
      return quoted + " <" + address + ">";
    } catch (UnsupportedEncodingException e) {
      throw new IllegalStateException("every JVM has UTF-8", e);
    }
  }

  /** The same Message-ID at every attempt, so that a letter that comes twice is known as one. */
  private static final class SteadyMessage extends MimeMessage {

    private final String messageId;

    SteadyMessage(Session session, Outgoing letter, MailAddress from) {
      super(session);
      this.messageId = "<" + letter.letterId() + "@" + from.domain() + ">";
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", messageId);
    }
  }
}
