-- The other half of the restore generation in the keys database.
-- restored_from: how old the backup was that came back, until the operator accepts what is lost since.
-- ledger_position: every erasure of the ledger up to it is done here.
create table restore_generation (
  region          text        primary key,
  generation      bigint      not null,
  at              timestamptz not null,
  ledger_position bigint      not null,
  restored_from   timestamptz
);
grant select, insert, update on restore_generation to ${app};
