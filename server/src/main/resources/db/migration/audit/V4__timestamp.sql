-- Time-stamps (RFC 3161) over checkpoints: an authority says that the log was this big, with this root, no later than then.

-- Whoever signed time-stamps, by the SHA-256 of its certificate; the chain in PEM, its own certificate first.
create table timestamp_authority (
  authority bytea       primary key check (octet_length(authority) = 32),
  kind      text        not null check (kind in ('built_in', 'external')),
  name      text        not null,
  chain     text        not null,
  first_at  timestamptz not null
);

-- One for a size at most; reply: the authority's answer, byte for byte.
create table time_stamp (
  size      bigint      primary key references checkpoint (size),
  at        timestamptz not null,
  authority bytea       not null references timestamp_authority (authority),
  serial    numeric     not null,
  reply     bytea       not null,
  unique (authority, serial)
);

-- Part of the serial numbers of the authority that is built in: none comes twice.
create sequence timestamp_serial;

-- The runtime role adds and reads; like all of the log, nothing is changed or deleted.
grant select, insert on timestamp_authority, time_stamp to ${app};
grant usage on sequence timestamp_serial to ${app};
