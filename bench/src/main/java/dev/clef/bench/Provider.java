package dev.clef.bench;

import java.io.IOException;
import java.net.http.HttpResponse;

/** A running OpenID provider with people who can sign in to it. */
interface Provider {

  /** Where its addresses are. */
  Openid openid();

  /** Who gets tokens of people. */
  Openid.ClientSecret application();

  /** Who gets tokens for itself and asks about others. */
  Openid.ClientSecret service();

  /** A password sign-in of the person of this session, whatever comes of it. */
  HttpResponse<String> signIn(int session) throws IOException, InterruptedException;

  /** Tokens of the person of this session, for these scopes. */
  Openid.Tokens tokens(int session, String scope) throws IOException, InterruptedException;

  /** What it and its databases have used. */
  Usage usage() throws IOException;
}
