-- Passkeys, found by the SHA-256 of the random identifier the authenticator gave them. What else there is to know of one stands
-- under the person's key, in the field "factors" of the vault.
create table passkey (
  credential_digest bytea       primary key check (length(credential_digest) = 32),
  factor_id         uuid        not null unique,
  tenant_id         text        not null,
  user_id           uuid        not null,
  sign_count        bigint      not null,
  backup_eligible   boolean     not null,
  backed_up         boolean     not null,
  created_at        timestamptz not null,
  last_used_at      timestamptz
);
create index passkey_of_person on passkey (tenant_id, user_id);

-- Codes for the day everything else is lost: a keyed digest under the person's key, gone when the code is used.
create table recovery_code (
  tenant_id  text        not null,
  user_id    uuid        not null,
  code_mac   bytea       not null check (length(code_mac) = 32),
  created_at timestamptz not null,
  primary key (tenant_id, user_id, code_mac)
);

-- Questions that were answered: each once.
create table used_challenge (
  challenge_digest bytea       primary key check (length(challenge_digest) = 32),
  expires_at       timestamptz not null
);
create index used_challenge_expiry on used_challenge (expires_at);

-- has_app: an authenticator app was added here. proofs: the factors of a session, as "password:1732791234567"; empty where it was
-- opened before they were kept.
alter table account add column has_app boolean not null default false;
alter table session add column proofs text not null default '';

grant select, insert, update, delete on passkey to ${app};
grant select, insert, delete on recovery_code, used_challenge to ${app};
