-- Staff: who may open the console. Name, password hash and authenticator secret are sealed under a key of the account's own;
-- the name is found by a keyed digest.
create table staff_account (
  staff_id        uuid        primary key,
  name_digest     bytea       not null unique,
  name            bytea       not null,
  hashed_password bytea       not null,
  totp_secret     bytea       not null,
  totp_last_step  bigint      not null,
  created_at      timestamptz not null
);
-- One operator, until there are roles. The migration that brings them drops this index.
create unique index one_staff_account on staff_account ((true));

-- The way to the first account: the hash of the token of the link, and what was entered with it until a code confirms it.
create table staff_setup (
  singleton       boolean     primary key default true check (singleton),
  staff_id        uuid        not null,
  token_hash      bytea       not null,
  expires_at      timestamptz not null,
  name_digest     bytea,
  name            bytea,
  hashed_password bytea,
  totp_secret     bytea
);

create table staff_session (
  token_hash   bytea       primary key,
  session_id   uuid        not null unique,
  staff_id     uuid        not null references staff_account on delete cascade,
  created_at   timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at   timestamptz not null
);
create index staff_session_expiry on staff_session (expires_at);

grant select, insert, update on staff_account to ${app};
grant select, insert, update, delete on staff_setup, staff_session to ${app};
