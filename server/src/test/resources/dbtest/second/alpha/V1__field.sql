create table field (id bigint primary key);
grant usage on schema alpha to ${app};
grant select, insert on field to ${app};
