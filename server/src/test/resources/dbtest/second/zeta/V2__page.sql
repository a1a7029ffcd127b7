create table page (id bigint primary key);
