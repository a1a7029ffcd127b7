-- Codes that went out by mail, or would have: for somebody nobody knows there is a row that no code opens, so that what
-- happens afterwards does not tell. A code itself is not here, only a keyed MAC of it that is bound to its row, its purpose
-- and whom it is for; of an address there is a keyed digest.
create table one_time_code (
  code_id    uuid        primary key,
  tenant_id  text        not null,
  purpose    text        not null check (purpose in ('registration', 'reset', 'address', 'sign_in')),
  recipient  bytea       not null,
  user_id    uuid,
  code_mac   bytea       not null,
  tries_left smallint    not null check (tries_left >= 0),
  used       boolean     not null default false,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
-- One code at a time that can still be entered; one that was lets somebody go on for a while.
create unique index one_time_code_current on one_time_code (tenant_id, purpose, recipient) where not used;
create index one_time_code_used on one_time_code (tenant_id, purpose, recipient) where used;
create index one_time_code_expiry on one_time_code (expires_at);
create index one_time_code_of_person on one_time_code (tenant_id, user_id) where user_id is not null;

grant select, insert, update, delete on one_time_code to ${app};
