-- Staff reach the data of one person with an elevation alone; what they may reach for, the state of every person says.
update read_state set purposes = purposes || array['support_case', 'person_request', 'security_incident']
where not erased and not 'support_case' = any(purposes);

-- The elevations that are open just now, pushed down by the module that gives them. A read by staff finds its own here, in the
-- statement that reads, or reads nothing. Ended is gone.
create table elevation (
  elevation_id uuid        primary key,
  tenant_id    text        not null,
  user_id      uuid        not null,
  purpose      text        not null check (purpose in ('support_case', 'person_request', 'security_incident')),
  basis        text        not null,
  staff_id     uuid        not null,
  session_id   uuid        not null,
  emergency    text,
  until        timestamptz not null
);
create index elevation_of_session on elevation (session_id);
create index elevation_of_staff on elevation (staff_id);
create index elevation_of_person on elevation (tenant_id, user_id);

-- Update, because a read holds its row (select for share).
grant select, insert, update, delete on elevation to ${app};
