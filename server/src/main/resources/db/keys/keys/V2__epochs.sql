-- Epochs change: the next one is prepared beside the current one; the one before is retired, then destroyed.

alter table epoch drop constraint epoch_state_check;
alter table epoch add constraint epoch_state_check
  check (state in ('preparing', 'current', 'retired', 'destroyed'));
alter table epoch add column retired_at timestamptz;
alter table epoch add column destroyed_at timestamptz;
alter table epoch add column reported text; -- the last state that is in the log
create unique index one_preparing_epoch on epoch (region) where state = 'preparing';

-- How far the keys of people have come into the epoch that is being prepared: one row a part of the shards,
-- so that several threads share the work. The position is the last person done in this step.
create table epoch_progress (
  region        text     not null,
  epoch         int      not null,
  part          smallint not null,
  step          text     not null check (step in ('wrap', 'check', 'done')),
  total         bigint   not null,  -- people when it began
  wrapped       bigint   not null default 0,
  checked       bigint   not null default 0,
  at_tenant     text     not null default '',
  at_person     uuid     not null default '00000000-0000-0000-0000-000000000000',
  primary key (region, epoch, part)
);

-- Keys that did not open when an epoch was prepared, or that differ in it: the change waits for a decision.
create table epoch_damage (
  region    text not null,
  epoch     int  not null,
  tenant_id text not null,
  person_id uuid not null,
  primary key (region, epoch, tenant_id, person_id)
);

-- The newest epoch under which the keys of an erased person were ever wrapped; null for erasures before epochs changed.
alter table erasure add column epoch int;

-- The runtime role makes the tables of epochs through this one, and cannot make any other.
create function make_epoch_table(number int) returns void
language plpgsql security definer set search_path = keys, pg_temp as $$
begin
  if to_regclass(format('keys.person_key_e%s', number)) is null then
    execute format('create table person_key_e%s (like person_key including all)', number);
    execute format('alter table person_key attach partition person_key_e%s for values in (%s)', number, number);
  end if;
end $$;

-- The runtime role cannot set states itself: these two go one way only.
create function switch_epoch(of_region text, old int, new int, at timestamptz) returns void
language plpgsql security definer set search_path = keys, pg_temp as $$
begin
  if exists (select 1 from epoch_progress where region = of_region and epoch = new and step <> 'done') then
    raise exception 'epoch % is not ready', new;
  end if;
  update epoch set state = 'retired', retired_at = at
    where region = of_region and epoch = old and state = 'current';
  if not found then raise exception 'epoch % is not current', old; end if;
  update epoch set state = 'current' where region = of_region and epoch = new and state = 'preparing';
  if not found then raise exception 'epoch % is not being prepared', new; end if;
end $$;

create function end_epoch(of_region text, number int, at timestamptz) returns void
language plpgsql security definer set search_path = keys, pg_temp as $$
begin
  update epoch set state = 'destroyed', destroyed_at = at
    where region = of_region and epoch = number and state = 'retired';
  if not found then raise exception 'epoch % is not retired', number; end if;
  delete from branch_key where epoch = number;
  execute format('drop table if exists person_key_e%s', number);
end $$;

revoke all on function make_epoch_table(int), switch_epoch(text, int, int, timestamptz),
  end_epoch(text, int, timestamptz) from public;
grant execute on function make_epoch_table(int), switch_epoch(text, int, int, timestamptz),
  end_epoch(text, int, timestamptz) to ${app};
grant update (reported) on epoch to ${app};
grant select, insert, update, delete on epoch_progress, epoch_damage to ${app};
