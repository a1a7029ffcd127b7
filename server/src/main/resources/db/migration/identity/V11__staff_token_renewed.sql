-- A proof of the browser gives the session another token. The one before is good for a moment, for what is under way, and then
-- nobody who copied it has anything of it.
alter table staff_session
  add column previous_hash  bytea unique,
  add column previous_until timestamptz;
