-- Tokens that are good only with a key of the application (RFC 9449): the thumbprints (RFC 7638) of that key.
alter table client add column dpop_bound boolean not null default false;
alter table token_family add column access_jkt bytea check (length(access_jkt) = 32);
alter table token_family add column refresh_jkt bytea check (length(refresh_jkt) = 32);
