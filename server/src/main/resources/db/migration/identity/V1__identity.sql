-- Accounts: who may sign in, without a name. The encrypted fields stand in vault.field.
create table account (
  tenant_id         text        not null,
  user_id           uuid        not null,
  region            text        not null,
  status            text        not null check (status in ('active', 'disabled', 'awaiting_parent', 'erased')),
  must              text[]      not null default '{}',
  consent_timestamp timestamptz,
  deletion_flag     boolean     not null default false,
  source            text,
  totp_last_step    bigint,
  created_at        timestamptz not null,
  primary key (tenant_id, user_id)
);

-- Sessions: the hash of the token, never the token; device and address under the person's key.
create table session (
  token_hash       bytea       primary key,
  session_id       uuid        not null unique,
  tenant_id        text        not null,
  user_id          uuid        not null,
  created_at       timestamptz not null,
  authenticated_at timestamptz not null,
  last_seen_at     timestamptz not null,
  expires_at       timestamptz not null,
  device           bytea       not null,
  address          bytea       not null
);
create index session_of_person on session (tenant_id, user_id);
create index session_expiry on session (expires_at);

-- Imports: how far each file came, so that an interrupted one goes on.
create table import_job (
  import_id   uuid        primary key,
  source      text        not null,
  file_digest bytea       not null,
  dry_run     boolean     not null,
  position    bigint      not null default 0,
  counts      jsonb       not null default '{}',
  started_at  timestamptz not null,
  updated_at  timestamptz not null,
  finished_at timestamptz
);
create unique index one_job_a_file on import_job (source, file_digest) where not dry_run and finished_at is null;

-- What an imported person looked like in the source, as a keyed digest: unchanged records are not written again.
create table imported (
  tenant_id     text  not null,
  user_id       uuid  not null,
  record_digest bytea not null,
  primary key (tenant_id, user_id)
);

grant usage on schema identity to ${app};
grant select, insert, update on account to ${app};
grant select, insert, update, delete on session, import_job, imported to ${app};
