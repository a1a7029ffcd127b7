-- Where the public keys of a client are fetched from. jwks is an empty set then: nodes that do not know the address take
-- nobody's word, while without one they would take the client for one that has nothing to prove.
alter table client add column jwks_uri text;
alter table client add constraint client_jwks_uri check (jwks_uri is null or jwks is not null);
-- The list whose host is the sector, of a client with addresses of several hosts (OpenID Connect Core §8.1).
alter table client add column sector_identifier_uri text;
-- What is told about people is signed with this; as plain JSON without.
alter table client add column userinfo_alg text check (userinfo_alg in ('ES256', 'EdDSA', 'RS256'));
