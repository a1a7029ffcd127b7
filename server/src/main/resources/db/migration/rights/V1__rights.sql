-- Erasure as a saga: marked -> keys_destroyed -> entered. Each step may be repeated; a crash resumes where it was.
create table erasure (
  certificate_id uuid        primary key,
  tenant_id      text        not null,
  user_id        uuid        not null unique,
  state          text        not null check (state in ('marked', 'keys_destroyed', 'entered')),
  requested_at   timestamptz not null,
  erased_at      timestamptz,
  entry_id       uuid,
  entry_at       timestamptz,
  custody        text
);
create index erasure_unfinished on erasure (requested_at) where state <> 'entered';

grant usage on schema rights to ${app};
grant select, insert, update on erasure to ${app};
