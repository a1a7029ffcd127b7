create table entry (id bigint primary key);
grant usage on schema zeta to ${app}, ${sequencer};
grant insert on entry to ${app};
grant select on entry to ${sequencer};
