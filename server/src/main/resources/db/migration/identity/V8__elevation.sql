-- A member of staff asks for access to one person's data, a second one decides, and it ends: nothing here holds any of the data.
-- What is open just now stands in vault.elevation, where reads look.
create table elevation (
  elevation_id uuid        primary key,
  tenant_id    text        not null,
  user_id      uuid,                 -- none once the person is erased
  holder       uuid        not null, -- no reference: what somebody did here is kept when they leave
  role         text        not null, -- as what they asked
  purpose      text        not null,
  case_number  text        not null,
  minutes      smallint    not null check (minutes > 0),
  state        text        not null
    check (state in ('waiting', 'declined', 'withdrawn', 'lapsed', 'approved', 'open', 'ended')),
  asked_at     timestamptz not null,
  lapses_at    timestamptz not null,
  decided_by   uuid        check (decided_by <> holder),
  decided_at   timestamptz,
  session_id   uuid,
  opened_at    timestamptz,
  until        timestamptz,
  over_at      timestamptz,
  over_why     text,
  emergency    text,                 -- why nobody was asked
  review       text        check (review in ('justified', 'not_justified')),
  reviewed_by  uuid        check (reviewed_by <> holder),
  reviewed_at  timestamptz,
  -- Nothing is opened but by a second person, or in an emergency.
  check (state <> 'approved' or decided_by is not null),
  check (opened_at is null or decided_by is not null or emergency is not null),
  check ((review is null) = (reviewed_by is null)),
  check (review is null or emergency is not null)
);
create index elevation_under_way on elevation (state) where state in ('waiting', 'approved', 'open');
create index elevation_of_person on elevation (tenant_id, user_id);
create index elevation_by_time on elevation (asked_at);
-- One at a time, and none before a second person has looked at the last one.
create unique index one_break_glass on elevation (holder) where emergency is not null and review is null;

grant select, insert, update, delete on elevation to ${app};

-- Whatever ends a session of staff, or takes a role away, closes what was open for it, in the same transaction: sign-out, removal,
-- a restored database. The entry in the log follows within seconds.
create function close_elevations_of_session() returns trigger language plpgsql as $$
begin
  delete from vault.elevation where session_id = old.session_id;
  return null;
end $$;
create trigger close_elevations after delete on staff_session
  for each row execute function close_elevations_of_session();

create function close_elevations_of_role() returns trigger language plpgsql as $$
begin
  delete from vault.elevation where staff_id = old.staff_id;
  return null;
end $$;
create trigger close_elevations after update of roles on staff_account
  for each row when (not old.roles <@ new.roles) execute function close_elevations_of_role();
