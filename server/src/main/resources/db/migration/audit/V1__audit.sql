-- The log. A leaf holds commitments only; what an entry says stands in the side store, encrypted in two parts.

-- The side store. event_part: who, why, which fields, under the audit key of the month.
-- person_part: what identifies the person, under the person's key.
create table entry (
  entry_id    uuid        not null,
  at          timestamptz not null,
  event_part  bytea       not null,
  person_part bytea,
  primary key (at, entry_id)
) partition by range (at);

-- Which entries are about a person: found by tags only the person's commitment key can make. An index, not history: it is
-- deleted when the person is erased, and the entries cannot be attributed any more.
create table activity (
  tag      bytea       not null,
  at       timestamptz not null,
  entry_id uuid        not null,
  primary key (tag, at, entry_id)
);

-- Leaves waiting for their place in the tree; consumed by the sequencer.
create table queue (
  queue_id bigint generated always as identity primary key,
  entry_id uuid  not null,
  leaf     bytea not null
);

-- The tree.
create table leaf (
  idx      bigint primary key check (idx >= 0),
  entry_id uuid  not null unique,
  leaf     bytea not null
);
create table tile (
  level  smallint not null,
  idx    bigint   not null,
  hashes bytea    not null,
  primary key (level, idx)
);
create table tree (
  singleton boolean primary key default true check (singleton),
  origin    text   not null,
  size      bigint not null,
  frontier  bytea  not null
);
create table checkpoint (
  size bigint primary key,
  at   timestamptz not null,
  root bytea       not null,
  note text        not null
);

-- Partitions of the coming months; called at every start and every day.
create function ensure_partitions(first date, months int) returns void
language plpgsql security definer set search_path = audit, pg_temp as $$
declare
  month date;
begin
  for i in 0 .. months - 1 loop
    month := (date_trunc('month', first) + make_interval(months => i))::date;
    execute format(
      'create table if not exists audit.entry_%s partition of audit.entry for values from (%L) to (%L)',
      to_char(month, 'YYYY_MM'),
      to_char(month, 'YYYY-MM-DD') || ' 00:00:00+00',
      to_char(month + interval '1 month', 'YYYY-MM-DD') || ' 00:00:00+00');
  end loop;
end
$$;

-- One entry, in the transaction of the caller.
create function append(
  new_entry_id uuid, new_at timestamptz, new_event_part bytea, new_person_part bytea, new_tag bytea, new_leaf bytea)
returns uuid language plpgsql as $$
begin
  insert into audit.entry (entry_id, at, event_part, person_part)
  values (new_entry_id, new_at, new_event_part, new_person_part);
  if new_tag is not null then
    insert into audit.activity (tag, at, entry_id) values (new_tag, new_at, new_entry_id);
  end if;
  insert into audit.queue (entry_id, leaf) values (new_entry_id, new_leaf);
  return new_entry_id;
end
$$;

revoke all on function ensure_partitions(date, int), append(uuid, timestamptz, bytea, bytea, bytea, bytea) from public;

-- The runtime role appends and reads; it can change or delete nothing that was logged.
grant usage on schema audit to ${app}, ${sequencer};
grant execute on function ensure_partitions(date, int), append(uuid, timestamptz, bytea, bytea, bytea, bytea) to ${app};
grant select, insert on entry to ${app};
grant insert on queue to ${app};
grant select, insert, delete on activity to ${app};
grant select on leaf, tile, tree, checkpoint to ${app};

-- The sequencer consumes the queue and grows the tree.
grant select, delete, update on queue to ${sequencer};
grant select, insert on leaf, checkpoint to ${sequencer};
grant select, insert, update on tile, tree to ${sequencer};
