-- Entries are kept for a time that depends on what they are about. The table of a month is dropped as a whole when the shortest
-- of these times is over; what must live longer has been copied to a shelf of its class by then, under a key of that shelf.

-- The shortest times allowed, in months behind the month of the entry; the reasons stand in dev.clef.audit.RetentionClass.
create table retention (
  class          text primary key,
  minimum_months int  not null check (minimum_months > 0)
);
insert into retention (class, minimum_months) values ('sign_in', 12), ('access', 24), ('request', 24), ('proof', 60);

-- Longer-lived entries of past months, one partition a month and class.
create table kept (
  entry_id    uuid        not null,
  at          timestamptz not null,
  class       text        not null,
  event_part  bytea       not null,
  person_part bytea,
  primary key (at, entry_id, class)
) partition by range (at);

-- Wherever an entry is; while a month is sorted, some are in both. class: the shelf; null for the table of its month. A plain union,
-- so that the planner pushes what a query asks for into both.
create view stored as
  select entry_id, at, event_part, person_part, null::text as class from entry
  union all
  select entry_id, at, event_part, person_part, class from kept;

-- What is gone. class 'month': what was in the table of the month and in no shelf.
create table expiry (
  month             date        not null,
  class             text        not null,
  at                timestamptz not null default now(),
  entries           bigint      not null,
  keys_destroyed_at timestamptz,
  primary key (month, class)
);

-- The minimum index of the tree (c2sp.org/tlog-tiles, pruning).
create table pruned (
  singleton boolean primary key default true check (singleton),
  minimum   bigint  not null,
  since     timestamptz not null default now() -- nothing ends before nodes of an earlier version are gone
);
insert into pruned (minimum) values (0);

-- The time a leaf holds: 0x01 | u64 milliseconds since 1970 | …
create function leaf_time(leaf bytea) returns timestamptz language sql immutable as $$
  select timestamptz '1970-01-01 00:00:00+00'
    + (('x' || encode(substring(leaf from 2 for 8), 'hex'))::bit(64)::bigint) * interval '1 millisecond'
$$;

create function month_start(month date) returns timestamptz language sql immutable as $$
  select month::timestamp at time zone 'UTC'
$$;

create function require_age(of_month date, months int) returns void language plpgsql as $$
begin
  if of_month <> date_trunc('month', of_month)::date or months is null
      or month_start((of_month + make_interval(months => months + 1))::date) > now() then
    raise exception 'entries of % have to be kept', of_month;
  end if;
end $$;

create function make_shelf(of_month date, of_class text) returns void
language plpgsql security definer set search_path = audit, pg_temp set lock_timeout = '3s' as $$
begin
  if not exists (select 1 from retention where class = of_class) then
    raise exception 'there is no class %', of_class;
  end if;
  execute format(
    'create table if not exists audit.kept_%s partition of audit.kept for values from (%L) to (%L) partition by list (class)',
    to_char(of_month, 'YYYY_MM'), month_start(of_month), month_start((of_month + interval '1 month')::date));
  execute format(
    'create table if not exists audit.kept_%s_%s partition of audit.kept_%s for values in (%L)',
    to_char(of_month, 'YYYY_MM'), of_class, to_char(of_month, 'YYYY_MM'), of_class);
end $$;

-- Ends the table of a month. expiring: how many of its entries are in no shelf, as far as the caller knows; another number
-- than there are stops it. What an entry is about is encrypted, so that the shortest time is all this can insist on.
create function expire_month(of_month date, expiring bigint) returns void
language plpgsql security definer set search_path = audit, pg_temp set lock_timeout = '3s' as $$
declare
  part text := format('audit.entry_%s', to_char(of_month, 'YYYY_MM'));
  start timestamptz := month_start(of_month);
  stop timestamptz := month_start((of_month + interval '1 month')::date);
  gone bigint;
begin
  perform require_age(of_month, (select min(minimum_months) from retention));
  -- Nothing comes in any more, and everybody reads on while this takes its time.
  execute format('lock table %s in share mode', part);
  execute format(
    'select count(*) from %s e where not exists
      (select 1 from audit.kept k where k.at >= %L and k.at < %L and k.at = e.at and k.entry_id = e.entry_id)', part, start, stop)
    into gone;
  if gone <> expiring then
    raise exception '% entries of % are in no shelf, not %', gone, of_month, expiring;
  end if;
  delete from activity a where a.at >= start and a.at < stop
    and not exists (select 1 from kept k where k.at >= start and k.at < stop and k.at = a.at and k.entry_id = a.entry_id);
  -- The parent first, as readers do, or both would wait for each other.
  lock table only entry in access exclusive mode;
  execute format('drop table %s', part);
  insert into expiry (month, class, entries) values (of_month, 'month', gone)
    on conflict (month, class) do update set entries = expiry.entries + excluded.entries, at = now(), keys_destroyed_at = null;
end $$;

-- Ends a shelf.
create function expire_shelf(of_month date, of_class text) returns bigint
language plpgsql security definer set search_path = audit, pg_temp set lock_timeout = '3s' as $$
declare
  month_part text := format('audit.kept_%s', to_char(of_month, 'YYYY_MM'));
  part text;
  gone bigint;
begin
  perform require_age(of_month, (select minimum_months from retention where class = of_class));
  part := format('%s_%s', month_part, of_class);
  execute format('lock table %s in share mode', part);
  execute format(
    'delete from audit.activity a using %s k where a.at >= %L and a.at < %L and a.at = k.at and a.entry_id = k.entry_id',
    part, month_start(of_month), month_start((of_month + interval '1 month')::date));
  execute format('select count(*) from %s', part) into gone;
  lock table only kept in access exclusive mode;
  execute format('lock table only %s in access exclusive mode', month_part);
  execute format('drop table %s', part);
  if not exists (select 1 from pg_inherits where inhparent = month_part::regclass) then
    execute format('drop table %s', month_part);
  end if;
  insert into expiry (month, class, entries) values (of_month, of_class, gone)
    on conflict (month, class) do update set entries = expiry.entries + excluded.entries, at = now(), keys_destroyed_at = null;
  return gone;
end $$;

-- Removes leaves and tiles that stand for expired entries only.
create function prune(up_to bigint) returns void
language plpgsql security definer set search_path = audit, pg_temp as $$
declare
  before bigint;
begin
  select minimum into before from pruned for update;
  if up_to % 256 <> 0 or up_to <= before
      or up_to > (select coalesce(max(size), 0) from checkpoint) or up_to > (select least(size, reads) from counted) then
    raise exception 'the tree cannot be pruned from % to %', before, up_to;
  end if;
  if exists (
      select 1 from leaf l where l.idx >= before and l.idx < up_to
        and (leaf_time(l.leaf) > now() - make_interval(months => (select min(minimum_months) from retention))
          or exists (select 1 from stored s where s.at = leaf_time(l.leaf) and s.entry_id = l.entry_id))) then
    raise exception 'entries before % have to be kept', up_to;
  end if;
  delete from leaf where idx < up_to;
  delete from tile where level < 7 and idx < up_to >> (8 * (level + 1));
  update pruned set minimum = up_to;
end $$;

revoke all on function leaf_time(bytea), month_start(date), require_age(date, int), make_shelf(date, text),
  expire_month(date, bigint), expire_shelf(date, text), prune(bigint) from public;
grant execute on function leaf_time(bytea), make_shelf(date, text), expire_month(date, bigint),
  expire_shelf(date, text), prune(bigint) to ${app};
grant select on retention, pruned, stored, expiry to ${app};
grant select, insert on kept to ${app};
grant update (keys_destroyed_at) on expiry to ${app};
