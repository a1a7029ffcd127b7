-- The ledger of erasures gets an order, so that a data database that comes back from a backup is told what it missed.
alter table erasure add column position bigint generated always as identity;
create unique index erasure_position on erasure (position);

-- Counts the starts. The data database counts along; when it is behind, it comes from a backup.
create table restore_generation (
  region     text        primary key,
  generation bigint      not null,
  at         timestamptz not null
);
grant select, insert, update on restore_generation to ${app};
