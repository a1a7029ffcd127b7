create table field (id bigint primary key);
grant usage on schema vault to ${app};
grant select, insert on field to ${app};
