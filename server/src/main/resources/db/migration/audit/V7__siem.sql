-- How far a stream of events to a SIEM has come, in the order of the tree.
create table siem_cursor (
  stream text   primary key,
  next   bigint not null
);
grant select, insert, update on siem_cursor to ${app};
