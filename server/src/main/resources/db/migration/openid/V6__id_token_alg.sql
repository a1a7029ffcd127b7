-- What the ID tokens of a client are signed with.
alter table client add column id_token_alg text not null default 'ES256' check (id_token_alg in ('ES256', 'EdDSA'));
