-- Index keys are replaced while people are found by what they call themselves. In between, rows of two versions are written
-- and looked up. Every write of index rows locks this row for share, so that nobody goes on with versions of before.
create table index_keys (
  singleton boolean primary key default true check (singleton),
  oldest    int not null check (oldest > 0),
  newest    int not null check (newest in (oldest, oldest + 1))
);
insert into index_keys (oldest, newest) values (1, 1);

-- Each version after the first: one page of people after the other gets rows under it.
create table index_key_rotation (
  version      int         primary key check (version > 1),
  started_at   timestamptz not null default now(),
  finished_at  timestamptz,
  destroyed_at timestamptz, -- the keys before it
  pass_ended   timestamptz, -- the last time all people had been gone through, and some were left
  passes       int         not null default 0, -- such times
  at_tenant    text        not null default '',
  at_person    uuid        not null default '00000000-0000-0000-0000-000000000000',
  total        bigint      not null,
  done         bigint      not null default 0,
  left_over    bigint      not null default 0, -- so far in the pass under way
  damaged      bigint      not null default 0, -- left over by the last pass
  reported     text -- the last state that is in the log
);

-- Tombstones get another row under each version: the runtime role removes none.
alter table erased_source add column key_version smallint not null default 1;
create index erased_source_erased on erased_source (erased_at);

-- Destroys the index keys of people before a version, once nobody is found by them alone. Those of sources stay: their digests
-- are chained; so do those that find no people.
create function end_index_keys(before int, at timestamptz) returns void
language plpgsql security definer set search_path = keys, pg_temp as $$
begin
  delete from blind_index old
    where old.key_version < before
      and exists (select 1 from blind_index new
                  where new.tenant_id = old.tenant_id and new.person_id = old.person_id and new.kind = old.kind
                    and new.key_version >= before and not new.pending);
  if (select oldest from index_keys) < before or exists (select 1 from blind_index where key_version < before) then
    raise exception 'somebody is found under an index key before version %', before;
  end if;
  delete from service_key
    where kind = 'index' and version < before and (name like '%/username' or name like '%/email');
  delete from rewrapped_service_key
    where kind = 'index' and version < before and (name like '%/username' or name like '%/email');
  update index_key_rotation set destroyed_at = at where version <= before and finished_at is not null and destroyed_at is null;
end $$;
revoke all on function end_index_keys(int, timestamptz) from public;

grant select, update on index_keys to ${app};
grant select, insert, update (finished_at, pass_ended, passes, at_tenant, at_person, done, left_over, damaged, reported)
  on index_key_rotation to ${app};
grant execute on function end_index_keys(int, timestamptz) to ${app};
