-- Applications that are told when somebody signs out (OpenID Connect Back-Channel Logout).
alter table client add column backchannel_logout_uri text;

-- The session something was granted in, while there is one: who signs out of it is signed out of what came of it.
alter table token_family add column session_id uuid;
create index token_family_session on token_family (session_id) where session_id is not null;

-- What applications have still to be told. sealed: what the person, and the session, are called there.
create table logout (
  logout_id  uuid        primary key,
  tenant_id  text        not null,
  client_id  text        not null,
  sealed     text        not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  next_at    timestamptz not null, -- due, or the end of the lease
  attempts   int         not null default 0,
  claim      uuid,
  foreign key (tenant_id, client_id) references client on delete cascade
);
create index logout_due on logout (next_at);
create index logout_client on logout (tenant_id, client_id);
grant select, insert, update, delete on logout to ${app};
