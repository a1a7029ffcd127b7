package dev.clef.subject;

import java.time.temporal.TemporalAmount;

/** How long a datum is kept (GDPR Art. 5(1)(e)). */
public sealed interface Retention {

  /** As long as the account of the person it is about. */
  record WithAccount() implements Retention {

    @Override
    public String code() {
      return "account";
    }
  }

  /**
   * For a time.
   *
   * @param time the default, ISO 8601
   * @param setting the name of the setting that changes it
   */
  record For(TemporalAmount time, String setting) implements Retention {

    @Override
    public String code() {
      return time.toString();
    }
  }

  /** Without an end, for this reason. */
  record NoEnd(String reason) implements Retention {

    @Override
    public String code() {
      return "no_end";
    }
  }

  /** The name in the API: {@code account}, a period of ISO 8601, or {@code no_end}. */
  String code();
}
