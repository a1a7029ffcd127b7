-- The second stage of an erasure: the epoch under which the person's keys were last wrapped is destroyed, and with it
-- what backups hold of them. epoch: the newest one; null for erasures from before there was a second epoch.
alter table erasure add column epoch int;
-- nodes, evicted_ms: how many other nodes had to drop the keys from memory, and how long that took.
alter table erasure add column nodes int;
alter table erasure add column evicted_ms bigint;
alter table erasure add column second_entry_id uuid;
alter table erasure add column second_entry_at timestamptz;
alter table erasure add column second_custody text;
create index erasure_first_stage on erasure (coalesce(epoch, 1))
  where state = 'entered' and second_entry_id is null;
