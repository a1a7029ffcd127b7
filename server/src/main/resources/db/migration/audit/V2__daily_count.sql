-- How many entries of which kind and purpose each day (UTC) had. No personal data: a day, two stable words and a number.
-- Made from the entries in the order of the tree, so it can be thrown away and counted anew.
create table daily_count (
  day     date   not null,
  kind    text   not null,
  purpose text   not null,
  count   bigint not null,
  primary key (day, kind, purpose)
);

-- Up to which size of the tree entries are counted; changes in the transaction of the counts.
create table counted (
  singleton boolean primary key default true check (singleton),
  size      bigint not null
);
insert into counted (size) values (0);

grant select, insert, update on daily_count to ${app};
grant select, update on counted to ${app};
-- How many entries wait for their place, and nothing else of them.
grant select (queue_id) on queue to ${app};
