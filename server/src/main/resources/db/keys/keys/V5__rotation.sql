-- Versions of the root key: service keys are wrapped by the current one; those before it are destroyed after a while.
create table root_key (
  version      int         primary key check (version > 0),
  state        text        not null check (state in ('current', 'retired', 'destroyed')),
  created_at   timestamptz not null,
  retired_at   timestamptz,
  destroyed_at timestamptz,
  reported     text -- the last state that is in the log
);
create unique index one_current_root_key on root_key (state) where state = 'current';

alter table service_key add column root_version int not null default 1;

-- What was wrapped before, until its root key or its epoch is destroyed: whoever has taken over the runtime role cannot make
-- keys unreadable by wrapping rubbish. The runtime role has no access.
create table rewrapped_service_key (
  kind         text        not null,
  name         text        not null,
  version      int         not null,
  root_version int         not null,
  wrapped_key  bytea       not null,
  replaced_at  timestamptz not null default now()
);
create index rewrapped_service_key_root on rewrapped_service_key (root_version);
create table rewrapped_branch_key (
  tenant_id   text        not null,
  shard       smallint    not null,
  epoch       int         not null,
  version     int         not null,
  wrapped_key bytea       not null,
  replaced_at timestamptz not null default now()
);
create index rewrapped_branch_key_epoch on rewrapped_branch_key (epoch);

-- The runtime role cannot change wrapped keys and states itself: these go one way only.
create function rewrap_service_key(of_kind text, of_name text, of_version int, old_root int, new_root int, wrapped bytea)
returns void language plpgsql security definer set search_path = keys, pg_temp as $$
begin
  insert into rewrapped_service_key (kind, name, version, root_version, wrapped_key)
    select kind, name, version, root_version, wrapped_key from service_key
    where kind = of_kind and name = of_name and version = of_version;
  update service_key set wrapped_key = wrapped, root_version = new_root
    where kind = of_kind and name = of_name and version = of_version and root_version = old_root and new_root >= old_root;
  if not found then raise exception 'service key % % % is not under root key %', of_kind, of_name, of_version, old_root; end if;
end $$;

create function switch_root_key(old int, new int, at timestamptz) returns void
language plpgsql security definer set search_path = keys, pg_temp as $$
begin
  if exists (select 1 from service_key where root_version <> new) then
    raise exception 'service keys are left under another root key than %', new;
  end if;
  update root_key set state = 'retired', retired_at = at where version = old and state = 'current';
  if not found then raise exception 'root key % is not current', old; end if;
  insert into root_key (version, state, created_at) values (new, 'current', at);
end $$;

create function end_root_key(of_version int, at timestamptz) returns void
language plpgsql security definer set search_path = keys, pg_temp as $$
begin
  update root_key set state = 'destroyed', destroyed_at = at where version = of_version and state = 'retired';
  if not found then raise exception 'root key % is not retired', of_version; end if;
  delete from rewrapped_service_key where root_version = of_version;
end $$;

revoke all on function rewrap_service_key(text, text, int, int, int, bytea), switch_root_key(int, int, timestamptz),
  end_root_key(int, timestamptz) from public;
grant execute on function rewrap_service_key(text, text, int, int, int, bytea), switch_root_key(int, int, timestamptz),
  end_root_key(int, timestamptz) to ${app};
grant select, insert, update (reported) on root_key to ${app};

-- Signing keys. Versions sign side by side while one takes over from another: who trusts the old one learns the new one from
-- what the old one signed. The private half is in the custodian's hardware, or a seed among the service keys.
create table signing_key (
  name         text        not null,
  version      int         not null check (version > 0),
  public_key   bytea       not null check (length(public_key) = 32),
  custody      text        not null check (custody in ('software', 'hsm')),
  state        text        not null check (state in ('current', 'retired', 'destroyed')),
  created_at   timestamptz not null,
  retired_at   timestamptz,
  destroyed_at timestamptz,
  reported     text, -- the last state that is in the log
  primary key (name, version)
);
create unique index one_current_signing_key on signing_key (name) where state = 'current';

create function switch_signing_key(of_name text, old int, new int, new_public_key bytea, new_custody text, at timestamptz)
returns void language plpgsql security definer set search_path = keys, pg_temp as $$
begin
  update signing_key set state = 'retired', retired_at = at where name = of_name and version = old and state = 'current';
  if not found then raise exception 'signing key % % is not current', of_name, old; end if;
  insert into signing_key (name, version, public_key, custody, state, created_at)
    values (of_name, new, new_public_key, new_custody, 'current', at);
end $$;

create function end_signing_key(of_name text, of_version int, at timestamptz) returns void
language plpgsql security definer set search_path = keys, pg_temp as $$
begin
  update signing_key set state = 'destroyed', destroyed_at = at
    where name = of_name and version = of_version and state = 'retired';
  if not found then raise exception 'signing key % % is not retired', of_name, of_version; end if;
  delete from service_key where kind = 'signing' and name = of_name and version = of_version;
end $$;

revoke all on function switch_signing_key(text, int, int, bytea, text, timestamptz),
  end_signing_key(text, int, timestamptz) from public;
grant execute on function switch_signing_key(text, int, int, bytea, text, timestamptz),
  end_signing_key(text, int, timestamptz) to ${app};
grant select, insert, update (reported) on signing_key to ${app};

-- A custodian that was added later, or was out of reach when a branch key was made, gets a copy of it.
create function rewrap_branch_key(of_tenant text, of_shard int, of_epoch int, of_version int, old bytea, new bytea) returns void
language plpgsql security definer set search_path = keys, pg_temp as $$
begin
  insert into rewrapped_branch_key (tenant_id, shard, epoch, version, wrapped_key)
    values (of_tenant, of_shard, of_epoch, of_version, old);
  update branch_key set wrapped_key = new
    where tenant_id = of_tenant and shard = of_shard and epoch = of_epoch and version = of_version and wrapped_key = old;
  if not found then raise exception 'branch key % % % % has changed', of_tenant, of_shard, of_epoch, of_version; end if;
end $$;
revoke all on function rewrap_branch_key(text, int, int, int, bytea, bytea) from public;
grant execute on function rewrap_branch_key(text, int, int, int, bytea, bytea) to ${app};

create or replace function end_epoch(of_region text, number int, at timestamptz) returns void
language plpgsql security definer set search_path = keys, pg_temp as $$
begin
  update epoch set state = 'destroyed', destroyed_at = at
    where region = of_region and epoch = number and state = 'retired';
  if not found then raise exception 'epoch % is not retired', number; end if;
  delete from branch_key where epoch = number;
  delete from rewrapped_branch_key where epoch = number;
  execute format('drop table if exists person_key_e%s', number);
end $$;
