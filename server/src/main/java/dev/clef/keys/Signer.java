package dev.clef.keys;

/** What signs for the service. The names are stored: never rename one. */
public enum Signer {
  /** The log, for everybody who reads checkpoints. */
  LOG("log", SigningAlgorithm.ED25519),
  /** The log too, for when quantum computers forge the other signature. */
  LOG_ML_DSA("log-ml-dsa", SigningAlgorithm.ML_DSA_44),
  /** The OpenID provider, for the applications people sign in to. */
  OPENID("openid", SigningAlgorithm.ES256),
  /** The OpenID provider too, for applications that ask for this algorithm. */
  OPENID_EDDSA("openid-eddsa", SigningAlgorithm.ED25519),
  /** And for those that know no newer one, which every provider has for them. */
  OPENID_RSA("openid-rsa", SigningAlgorithm.RS256);

  private final String code;
  private final SigningAlgorithm algorithm;

  Signer(String code, SigningAlgorithm algorithm) {
    this.code = code;
    this.algorithm = algorithm;
  }

  /** The name of its key. */
  public String code() {
    return code;
  }

  public SigningAlgorithm algorithm() {
    return algorithm;
  }
}
