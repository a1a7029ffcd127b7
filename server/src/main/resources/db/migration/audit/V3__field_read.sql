-- Who read which field of the catalogue for which purpose: when last, and how often. No personal data: names of the
-- catalogue, stable words, a day (UTC) and a number. Made from the entries like daily_count, at a place of its own in the
-- log, so that a previous version may go on counting the days, and entries from before this table are counted too.
create table field_read (
  field    text   not null,
  reader   text   not null,
  purpose  text   not null,
  last_day date   not null,
  count    bigint not null,
  primary key (field, reader, purpose)
);
alter table counted add column reads bigint not null default 0;

grant select, insert, update on field_read to ${app};
