package dev.clef.identity.credentials;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** From password bytes to hash bytes, for every algorithm. Slow on purpose. */
final class Derivation {

  private final Argon2 argon2;
  private final Scrypt scrypt;

  Derivation(Argon2 argon2, Scrypt scrypt) {
    this.argon2 = argon2;
    this.scrypt = scrypt;
  }

  /** The bytes a password gives under the algorithm, cost and salt of a hash. */
  byte[] derive(byte[] passwordUtf8, KeyDerivation derivation, byte[] salt, int lengthBytes) {
    return switch (derivation) {
      case Argon2Parameters parameters ->
          argon2.derive(passwordUtf8, salt, parameters, lengthBytes);
      case BcryptParameters parameters -> Bcrypt.derive(passwordUtf8, salt, parameters);
      case ScryptParameters parameters ->
          scrypt.derive(passwordUtf8, salt, parameters, lengthBytes);
      case Pbkdf2Parameters parameters -> pbkdf2(passwordUtf8, salt, parameters, lengthBytes);
    };
  }

  private static byte[] pbkdf2(
      byte[] passwordUtf8, byte[] salt, Pbkdf2Parameters parameters, int lengthBytes) {
    CharBuffer decoded = CharBuffer.allocate(passwordUtf8.length);
    CoderResult _ =
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(passwordUtf8), decoded, true);
    char[] password = Arrays.copyOf(decoded.array(), decoded.position());
    PBEKeySpec spec = new PBEKeySpec(password, salt, parameters.iterations(), lengthBytes * 8);
    try {
      return SecretKeyFactory.getInstance(parameters.prf().jcaName())
          .generateSecret(spec)
          .getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + parameters.prf().jcaName(), e);
    } finally {
      spec.clearPassword();
      Arrays.fill(password, '\0');
      Arrays.fill(decoded.array(), '\0');
    }
  }
}
