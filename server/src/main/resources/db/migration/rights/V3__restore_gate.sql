-- The other half of the restore generation in the keys database.
-- ledger_position: every erasure of the ledger up to it is done here.
create table restore_generation (
  region          text        primary key,
  generation      bigint      not null,
  at              timestamptz not null,
  ledger_position bigint      not null
);
grant select, insert, update on restore_generation to ${app};
