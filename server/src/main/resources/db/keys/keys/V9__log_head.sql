-- The newest head of the log that may have been signed. A data database that comes back from a backup is shorter than that, and
-- would sign other entries under the same sizes: a fork against what was published. One row for each name the log ever had.
create table log_head (
  origin   text        primary key,
  size     bigint      not null check (size >= 0),
  root     bytea       not null check (length(root) = 32),
  at       timestamptz not null,
  ended_at timestamptz -- when another name took over
);
create unique index one_current_log on log_head ((ended_at is null)) where ended_at is null;

-- The runtime role cannot set heads itself: they only grow. Nodes may come late with a smaller one.
create function remember_log_head(of_origin text, new_size bigint, new_root bytea, new_at timestamptz)
returns void language plpgsql security definer set search_path = keys, pg_temp as $$
begin
  if not exists (select 1 from log_head) then
    insert into log_head (origin, size, root, at) values (of_origin, new_size, new_root, new_at) on conflict do nothing;
  end if;
  update log_head set size = new_size, root = new_root, at = new_at
    where origin = of_origin and ended_at is null and size < new_size;
  if not found and not exists (select 1 from log_head where origin = of_origin and ended_at is null
      and (size > new_size or (size = new_size and root = new_root))) then
    raise exception 'another head of this size, or of another log, was signed';
  end if;
end $$;

-- Another name takes over; no name is ever used again.
create function begin_log(old_origin text, new_origin text, new_size bigint, new_root bytea, new_at timestamptz)
returns void language plpgsql security definer set search_path = keys, pg_temp as $$
begin
  update log_head set ended_at = new_at where origin = old_origin and ended_at is null;
  if not found then raise exception 'this log has ended already'; end if;
  insert into log_head (origin, size, root, at) values (new_origin, new_size, new_root, new_at);
end $$;

-- The keys of log payloads end with the months they belong to (names: 2026-11, or 2026-11/CLASS for what is kept longer).
-- A year is the shortest time anything is kept; how long a class is kept is for the data database to know.
create function end_audit_keys(of_name text) returns int
language plpgsql security definer set search_path = keys, pg_temp as $$
declare
  ended int;
begin
  if of_name !~ '^\d{4}-\d{2}(/[a-z_]+)?$'
      or (to_date(left(of_name, 7), 'YYYY-MM') + interval '13 months') at time zone 'UTC' > now() then
    raise exception 'the key % of log payloads is too young', of_name;
  end if;
  delete from service_key where kind = 'audit' and name = of_name;
  get diagnostics ended = row_count;
  delete from rewrapped_service_key where kind = 'audit' and name = of_name;
  return ended;
end $$;

revoke all on function remember_log_head(text, bigint, bytea, timestamptz),
  begin_log(text, text, bigint, bytea, timestamptz), end_audit_keys(text) from public;
grant select on log_head to ${app};
grant execute on function remember_log_head(text, bigint, bytea, timestamptz),
  begin_log(text, text, bigint, bytea, timestamptz), end_audit_keys(text) to ${app};
