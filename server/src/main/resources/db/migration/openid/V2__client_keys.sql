-- Clients that prove themselves with a signature have public keys (RFC 7517) instead of a secret.
alter table client add column jwks text;
alter table client drop constraint client_check;
alter table client add constraint client_proof check (
  (kind in ('web', 'service')) = (num_nonnulls(secret_mac, jwks) = 1) and num_nonnulls(secret_mac, jwks) <= 1);

-- What is good once: signed proofs that were used, as digests, for as long as they would be good. All nodes look here.
create table used_once (
  tenant_id  text        not null,
  digest     bytea       not null check (length(digest) = 32),
  expires_at timestamptz not null,
  primary key (tenant_id, digest)
);
create index used_once_expiry on used_once (expires_at);
grant select, insert, delete on used_once to ${app};
