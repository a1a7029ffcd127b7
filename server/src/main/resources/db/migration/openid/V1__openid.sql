-- Applications that may use the provider. secret_mac: a keyed digest of the secret, bound to the client.
create table client (
  tenant_id     text        not null,
  client_id     text        not null,
  name          text        not null,
  kind          text        not null check (kind in ('web', 'spa', 'native', 'service')),
  redirect_uris text[]      not null,
  logout_uris   text[]      not null,
  scopes        text[]      not null,
  asks          boolean     not null,
  sector        text        not null,
  created_at    timestamptz not null,
  secret_at     timestamptz,
  secret_mac    bytea       check (length(secret_mac) = 32),
  check ((secret_mac is not null) = (kind in ('web', 'service'))),
  primary key (tenant_id, client_id)
);

-- One row for what an application was granted at one time and all tokens that came of it; of tokens the SHA-256 only.
-- handle: of what waits for the person to agree, or was pushed by the application. chain: what all refresh tokens begin with.
create table token_family (
  family_id          uuid        primary key,
  tenant_id          text        not null,
  client_id          text        not null,
  user_id            uuid,
  authenticated_at   timestamptz,
  grant_type         text        not null check (grant_type in ('authorization_code', 'client_credentials')),
  scopes             text[]      not null,
  request            text, -- sealed; gone when the code is redeemed
  handle_hash        bytea       unique,
  code_hash          bytea       unique,
  code_expires_at    timestamptz,
  code_used          boolean     not null default false,
  access_hash        bytea       unique,
  access_scopes      text[]      not null,
  access_issued_at   timestamptz,
  access_expires_at  timestamptz,
  chain_hash         bytea       unique,
  refresh_hash       bytea,
  refresh_expires_at timestamptz,
  created_at         timestamptz not null,
  expires_at         timestamptz not null,
  version            int         not null default 0,
  foreign key (tenant_id, client_id) references client on delete cascade
);
create index token_family_person on token_family (tenant_id, user_id) where user_id is not null;
create index token_family_client on token_family (tenant_id, client_id);
create index token_family_expiry on token_family (expires_at);

-- What people allowed applications.
create table approval (
  tenant_id   text        not null,
  user_id     uuid        not null,
  client_id   text        not null,
  scopes      text[]      not null,
  approved_at timestamptz not null,
  primary key (tenant_id, user_id, client_id),
  foreign key (tenant_id, client_id) references client on delete cascade
);
create index approval_client on approval (tenant_id, client_id);

grant usage on schema openid to ${app};
grant select, insert, update, delete on client, token_family, approval to ${app};
