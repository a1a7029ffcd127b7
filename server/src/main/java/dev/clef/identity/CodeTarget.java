package dev.clef.identity;

import dev.clef.subject.SubjectId;
import org.jspecify.annotations.Nullable;

/**
 * What a code is for and for whom. All of it goes into the MAC of the code: entered for anything
 * else, it is wrong.
 *
 * @param who the identifier of a person, or an address
 * @param bound what else has to be the same when the code is entered; empty for nothing
 * @param subject null for somebody without an account
 */
record CodeTarget(
    CodePurpose purpose, String kind, String who, String bound, @Nullable SubjectId subject) {

  /** For a person. */
  static CodeTarget of(CodePurpose purpose, SubjectId subject) {
    return new CodeTarget(purpose, "person", subject.toString(), "", subject);
  }

  /** For a person as long as their address is this one, in the form it is looked up by. */
  static CodeTarget of(CodePurpose purpose, SubjectId subject, String lookupKey) {
    return new CodeTarget(purpose, "person", subject.toString(), lookupKey, subject);
  }

  /** For whoever reads what comes to an address, in the form it is looked up by. */
  static CodeTarget of(CodePurpose purpose, String lookupKey) {
    return new CodeTarget(purpose, "address", lookupKey, "", null);
  }

  /** For nobody, under an identifier that is no person's: looks like {@link #of} from outside. */
  static CodeTarget nobody(CodePurpose purpose, SubjectId like) {
    return new CodeTarget(purpose, "person", like.toString(), "", null);
  }

  @Override
  public String toString() {
    return "CodeTarget[" + purpose.code() + ", <redacted>]";
  }
}
