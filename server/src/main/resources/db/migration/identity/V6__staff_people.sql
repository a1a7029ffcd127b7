-- Staff are several. Passkeys are sealed under the key of their account, as its name is; beside them stands what changes with
-- every use.
alter table staff_account
  add column passkeys        bytea,
  add column last_sign_in_at timestamptz;

create table staff_passkey (
  factor_id    uuid        primary key,
  staff_id     uuid        not null references staff_account on delete cascade,
  sign_count   bigint      not null,
  created_at   timestamptz not null,
  last_used_at timestamptz
);
create index staff_passkey_staff on staff_passkey (staff_id);

-- Questions that were answered: each is good once.
create table staff_used_challenge (
  challenge_digest bytea       primary key,
  expires_at       timestamptz not null
);
create index staff_used_challenge_expiry on staff_used_challenge (expires_at);

-- Links to an account: the first one, one for somebody new, or a new way into one there is. What is entered with a link waits
-- here until a code confirms it. It takes the place of staff_setup, which the version before goes on to use.
create table staff_invitation (
  staff_id        uuid        primary key,
  kind            text        not null check (kind in ('first', 'new', 'renewal')),
  roles           text[]      not null check (cardinality(roles) > 0),
  invited_by      uuid,
  token_hash      bytea       not null unique,
  created_at      timestamptz not null,
  expires_at      timestamptz not null,
  name_digest     bytea,
  name            bytea,
  hashed_password bytea,
  totp_secret     bytea
);
create unique index one_first_invitation on staff_invitation ((true)) where kind = 'first';
create index staff_invitation_expiry on staff_invitation (expires_at);

-- Who did what to whose account, for the administrators; the log has the same for whoever checks. No actor: the operator.
create table staff_change (
  change_id uuid        primary key,
  at        timestamptz not null,
  act       text        not null,
  actor     uuid,
  target    uuid,
  roles     text[]
);
create index staff_change_at on staff_change (at);

grant delete on staff_account to ${app};
grant select, insert, update, delete on staff_invitation, staff_passkey to ${app};
grant select, insert, delete on staff_used_challenge, staff_change to ${app};
